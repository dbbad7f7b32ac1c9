using System.Collections.Concurrent;

namespace OrleansChat.Chaos.Faults;

/// <summary>A fault that happened.</summary>
internal sealed record Happened(Fault Fault, DateTimeOffset At);

/// <summary>Carries out a schedule. Different targets suffer side by side, one target one thing after the other.</summary>
internal sealed class Trouble(Deployment deployment, IReadOnlyList<Fault> schedule, Action<string> say)
{
    private readonly ConcurrentQueue<Happened> _happened = new();

    public IReadOnlyList<Happened> Happened => [.. _happened];

    /// <summary>Returns when all of it is over and everybody is ready again.</summary>
    public async Task Make(TimeSpan length, CancellationToken stop)
    {
        var start = DateTimeOffset.UtcNow;
        var underWay = new List<Task>();
        foreach (var fault in schedule)
        {
            await Until(start + fault.At, stop);
            say($"  {fault.At.TotalSeconds,6:0.0} s  {fault}");
            _happened.Enqueue(new Happened(fault, DateTimeOffset.UtcNow));
            underWay.Add(deployment.Suffer(fault));
            // A fault that can't be made must be heard of now.
            foreach (var done in underWay.Where(task => task.IsFaulted)) await done;
        }

        await Until(start + length, stop);
        await Task.WhenAll(underWay);
        await deployment.Ready();
    }

    private static async Task Until(DateTimeOffset time, CancellationToken stop)
    {
        var wait = time - DateTimeOffset.UtcNow;
        if (wait > TimeSpan.Zero) await Pace.Passes(wait, stop);
    }
}
