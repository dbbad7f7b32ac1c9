using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Local;

namespace OrleansChat.Simulation.Machine;

/// <summary>The machine a run happens on: a thread, a clock that jumps to the next thing to do, dice, and a trace.</summary>
internal sealed class Host : IDisposable
{
    private readonly DateTimeOffset _start;

    public Host(int seed)
    {
        Dice = new Dice(seed);
        Scheduler = new Scheduler(Dice);
        _start = Time.GetUtcNow();
        Trace = new Trace(() => Now);
    }

    public Dice Dice { get; }

    public VirtualTime Time { get; } = new();

    public Scheduler Scheduler { get; }

    public Trace Trace { get; }

    /// <summary>Where everything is measured; nobody looks.</summary>
    public Meter Meter { get; } = new("OrleansChat");

    /// <summary>Time since the run began.</summary>
    public TimeSpan Now => Time.GetUtcNow() - _start;

    /// <summary>The first promise that was broken; the run ends there.</summary>
    public Violation? Violation { get; private set; }

    public void Dispose()
    {
        Scheduler.Close();
        Meter.Dispose();
    }

    public void Fail(string guarantee, string what)
    {
        if (Violation is not null) return;
        Violation = new Violation(guarantee, what);
        Trace.Note("JUDGE", $"{guarantee}: {what}");
    }

    /// <summary>Does something later, whoever has died meanwhile.</summary>
    public void After(TimeSpan delay, Action action)
    {
        _ = Time.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins something in a mailbox. It handles its own errors: one that comes out is a surprise.</summary>
    public void Begin(Mailbox mailbox, Func<Task> work) => _ = mailbox.Run(async () =>
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            Fail(Guarantees.NoSurprise, e.ToString());
        }

        return true;
    });

    /// <inheritdoc cref="Begin(Mailbox, Func{Task})"/>
    public void Begin(Mailbox mailbox, Action work) => Begin(mailbox, () =>
    {
        work();
        return Task.CompletedTask;
    });

    /// <summary>Runs until it is done, or so much time has passed, or a promise is broken. True when it is done.</summary>
    public bool Run(TimeSpan atMost, Func<bool> done)
    {
        var end = Now + atMost;
        while (Violation is null)
        {
            while (Violation is null && Scheduler.RunOne())
            {
            }

            if (Scheduler.Escape is { } stack) Fail(Guarantees.Determinism, $"something ran on a thread of its own: {stack}");
            if (Violation is not null) return false;
            if (done()) return true;
            if (Time.NextDue is not { } next || next - _start > end)
            {
                Time.Advance(end - Now);
                return false;
            }

            Time.Advance(next > Time.GetUtcNow() ? next - Time.GetUtcNow() : TimeSpan.Zero);
        }

        return false;
    }

    /// <summary>A log in which an error is a surprise.</summary>
    public ILogger<T> Logger<T>() => new ErrorLog<T>(this);

    private sealed class ErrorLog<T>(Host host) : ILogger<T>
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) host.Fail(Guarantees.NoSurprise, $"{formatter(state, exception)} {exception}");
        }
    }
}
