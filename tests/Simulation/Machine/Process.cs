using OrleansChat.Grains.Local;

namespace OrleansChat.Simulation.Machine;

/// <summary>Gives all mailboxes of all living processes their turns, one at a time, in an order that the dice choose.</summary>
internal sealed class Scheduler(Dice dice)
{
    private readonly List<(Process Process, Mailbox Mailbox)> _ready = [];
    private volatile bool _closed;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile string? _escape;

    /// <summary>Where something ran on another thread, if it did: then a seed no longer decides what happens.</summary>
    public string? Escape => _escape;

    public void Ready(Process process, Mailbox mailbox)
    {
        // Finalizers may wake what a dead process left behind.
        if (!process.IsAlive || _closed) return;
        if (Environment.CurrentManagedThreadId != _thread) _escape ??= Environment.StackTrace;
        else _ready.Add((process, mailbox));
    }

    /// <summary>The run is over: whatever wakes now wakes in vain.</summary>
    public void Close() => _closed = true;

    /// <summary>Runs one turn; false when nobody is ready.</summary>
    public bool RunOne()
    {
        while (_ready.Count > 0)
        {
            var chosen = dice.Below(_ready.Count);
            var (process, mailbox) = _ready[chosen];
            if (process.IsAlive)
            {
                if (!mailbox.RunTurn()) Remove(chosen);
                return true;
            }

            // What a dead process still had to do is never done.
            Remove(chosen);
        }

        return false;
    }

    private void Remove(int at)
    {
        // The order among the ready is the dice's, so the last one may fill the gap. A turn may have added others.
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
    }
}

/// <summary>Something that can die: from then on none of its code runs any more, in the middle of whatever it did.</summary>
internal sealed class Process(Scheduler scheduler) : IDispatcher
{
    public bool IsAlive { get; private set; } = true;

    public Mailbox NewMailbox() => new(this);

    public void Kill() => IsAlive = false;

    public void Ready(Mailbox mailbox) => scheduler.Ready(this, mailbox);
}
