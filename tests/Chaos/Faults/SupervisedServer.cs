using OrleansChat.Testing.Processes;

namespace OrleansChat.Chaos.Faults;

/// <summary>A silo or gateway that is started again whenever it ends, as Kubernetes does.</summary>
/// <param name="name">Its name in reports.</param>
/// <param name="start">Starts it; told whether at other ports than before.</param>
internal sealed class SupervisedServer(string name, Func<bool, ServerProcess> start) : IAsyncDisposable
{
    private static readonly TimeSpan CrashPause = TimeSpan.FromSeconds(1);

    // What deploy/ grants.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<string> _deaths = [];
    private readonly List<ServerProcess> _processes = [];
    private readonly Lock _gate = new();
    private ServerProcess _process = null!;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _supervision = Task.CompletedTask;
    private bool _over;
    private bool _expected;
    private bool _wasReady;

    public string Name => name;

    /// <summary>Each time it ended by itself, or didn't when it was asked to: its last words.</summary>
    public IReadOnlyList<string> Deaths
    {
        get
        {
            lock (_gate) return [.. _deaths];
        }
    }

    /// <summary>The last lines of each of its processes.</summary>
    public IReadOnlyList<string> Logs
    {
        get
        {
            lock (_gate) return [.. _processes.Select(process => $"--- {name}, process {process.Id}\n{process.Output}")];
        }
    }

    /// <summary>Its starts that came to nothing: PostgreSQL was away for longer than they wait.</summary>
    public int FailedStarts { get; private set; }

    public void Start() => StartOnce(elsewhere: false);

    /// <summary>Waits until it is ready, whatever became of it before.</summary>
    public async Task Ready()
    {
        for (var until = DateTimeOffset.UtcNow + ChaosOptions.Patience; ;)
        {
            ServerProcess process;
            Task next;
            lock (_gate) (process, next) = (_process, _next.Task);
            try
            {
                await process.Ready();
                _wasReady = true;
                return;
            }
            catch (InvalidOperationException) when (DateTimeOffset.UtcNow < until)
            {
                // It has ended, and is being started again.
                await next.WaitAsync(ChaosOptions.Patience);
            }
            catch (TimeoutException) when (DateTimeOffset.UtcNow < until)
            {
            }
        }
    }

    public Task Kill(Fault fault) => Away(fault, process => process.Kill());

    public Task Stop(Fault fault) => Away(fault, Stop);

    public Task Pause(Fault fault) => Alone(async () =>
    {
        // Which process it is may change meanwhile, if it ends by itself.
        var process = _process;
        process.Pause();
        await Pace.Passes(fault.Lasts);
        process.Resume();
    });

    public async ValueTask DisposeAsync()
    {
        lock (_gate) _over = true;
        _process.Resume();
        await Stop(_process);
        await _supervision;
        await _process.DisposeAsync();
        _turn.Dispose();
    }

    private async Task Stop(ServerProcess process)
    {
        if (await process.Stop(Grace)) return;
        lock (_gate) _deaths.Add($"{name} didn't stop within {Grace.TotalSeconds} s of being asked to:\n{process.Output}");
    }

    private Task Away(Fault fault, Func<ServerProcess, Task> end) => Alone(async () =>
    {
        ServerProcess process;
        lock (_gate)
        {
            _expected = true;
            process = _process;
        }

        await end(process);
        await Pace.Passes(fault.Lasts);
        lock (_gate) StartOnce(fault.Moves);
        await Ready();
    });

    /// <summary>One trouble after the other.</summary>
    private async Task Alone(Func<Task> trouble)
    {
        await _turn.WaitAsync();
        try
        {
            await trouble();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void StartOnce(bool elsewhere)
    {
        _expected = _wasReady = false;
        _process = start(elsewhere);
        _next.SetResult();
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _processes.Add(_process);
        _supervision = Watch(_process);
    }

    private async Task Watch(ServerProcess process)
    {
        _ = NoteReady(process);
        var code = await process.Ended;
        lock (_gate)
        {
            if (_over || _expected) return;
            if (_wasReady) _deaths.Add($"{name} ended by itself with exit code {code}:\n{process.Output}");
            else FailedStarts++;
        }

        await Pace.Passes(CrashPause);
        lock (_gate)
        {
            // Unless that was done meanwhile, or is about to be.
            if (!_over && !_expected && ReferenceEquals(process, _process)) StartOnce(elsewhere: false);
        }
    }

    private async Task NoteReady(ServerProcess process)
    {
        try
        {
            await process.Ready();
            if (ReferenceEquals(process, _process)) _wasReady = true;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
        }
    }
}
