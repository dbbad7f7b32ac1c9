namespace OrleansChat.Grains.Local;

/// <summary>Gives ready mailboxes their turns: on threads in production, one at a time in a chosen order in simulation.</summary>
public interface IDispatcher
{
    /// <summary>A mailbox has work. Call <see cref="Mailbox.RunTurn"/> until it returns false; never twice at once.</summary>
    void Ready(Mailbox mailbox);
}

/// <summary>Runs mailboxes on the thread pool.</summary>
public sealed class ThreadPoolDispatcher : IDispatcher
{
    // A busy mailbox yields its thread after so many turns, so that others aren't starved.
    private const int TurnsInARow = 100;

    public void Ready(Mailbox mailbox) => ThreadPool.UnsafeQueueUserWorkItem(Run, mailbox, preferLocal: false);

    private void Run(Mailbox mailbox)
    {
        for (var i = 0; i < TurnsInARow; i++)
        {
            if (!mailbox.RunTurn()) return;
        }

        Ready(mailbox);
    }
}

/// <summary>
/// Runs mailboxes on the caller's thread, one turn at a time, choosing the next mailbox by a seeded generator: the same
/// seed gives the same interleaving, and another seed another one.
/// </summary>
public sealed class SeededDispatcher(int seed) : IDispatcher
{
    private readonly Random _random = new(seed);
    private readonly List<Mailbox> _ready = [];

    public void Ready(Mailbox mailbox) => _ready.Add(mailbox);

    /// <summary>Runs one turn of one ready mailbox; false when none is ready.</summary>
    public bool RunOne()
    {
        if (_ready.Count == 0) return false;
        var chosen = _random.Next(_ready.Count);
        if (!_ready[chosen].RunTurn()) _ready.RemoveAt(chosen);
        return true;
    }

    /// <summary>Runs turns until no mailbox is ready.</summary>
    public void RunUntilIdle()
    {
        while (RunOne())
        {
        }
    }
}
