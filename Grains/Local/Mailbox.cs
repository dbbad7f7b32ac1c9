using System.Collections.Concurrent;

namespace OrleansChat.Grains.Local;

/// <summary>
/// The exclusive scheduler of one room or user: its turns, first in, first out, never two at once. An await inside a
/// turn ends it, and what follows comes back here as a turn of its own, as in an Orleans activation.
/// </summary>
public sealed class Mailbox(IDispatcher dispatcher) : TaskScheduler
{
    private readonly ConcurrentQueue<Task> _turns = new();
    private int _waiting;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs the next turn, and says whether more wait. The dispatcher calls it, never twice at once.</summary>
    public bool RunTurn()
    {
        if (_turns.TryDequeue(out var turn)) Execute(turn);
        return Interlocked.Decrement(ref _waiting) > 0;
    }

    /// <summary>Runs <paramref name="call"/> here, and completes with it.</summary>
    public Task<T> Run<T>(Func<Task<T>> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    private void Execute(Task turn)
    {
        // An await prefers the thread's synchronization context to the scheduler: with one, turns would leave the mailbox.
        var context = SynchronizationContext.Current;
        if (context is not null) SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            TryExecuteTask(turn);
        }
        finally
        {
            if (context is not null) SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    protected override void QueueTask(Task task)
    {
        _turns.Enqueue(task);
        if (Interlocked.Increment(ref _waiting) == 1) dispatcher.Ready(this);
    }

    // Never inline: a turn that ran inside another one would not be a turn.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _turns];
}
