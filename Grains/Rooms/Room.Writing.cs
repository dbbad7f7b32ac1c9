using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

public abstract partial class Room
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1);

    // Accepted writes wait here while one append is under way; the next append takes as many as it may. So a room has
    // one batch in flight, its numbers follow the committed head, and nothing has a number that could be lost.
    private readonly WriteQueue _queue = new();
    private bool _writing;

    private bool IsKnown(Guid actor, Guid id) =>
        _queue.Find(actor, id) is not null || _state!.FindRecent(actor, id) is not null;

    /// <summary>Accepts a write, or finds the answer to an earlier one of the same id. No await: one turn.</summary>
    private Task<Ack> Write(EventKind kind, Actor actor, Guid id, string? text)
    {
        if (_queue.Find(actor.Id, id) is { } waiting)
            return waiting.SameContent(kind, text) ? waiting.Answer : throw new ChatException(ErrorCode.IdReused);

        var write = new PendingWrite(kind, actor, id, text, services.Time.GetUtcNow());
        if (_state!.FindRecent(actor.Id, id) is { } stored)
        {
            write.Resolve(stored, _state.Epoch);
            return write.Answer;
        }

        if (_queue.Count >= services.Options.QueuedWrites) throw new ChatException(ErrorCode.Busy);
        _queue.Add(write);
        if (!_writing) _ = WriteAll();
        return write.Answer;
    }

    /// <summary>Has everything in the queue committed, batch after batch. One runs at a time.</summary>
    private async Task WriteAll()
    {
        _writing = true;
        var state = _state!;
        var failures = 0;
        var behind = false;
        try
        {
            while (_queue.Count > 0)
            {
                var batch = _queue.Number(state, services.Time.GetUtcNow(), services.Options.AppendEvents);
                var outcome = await services.Log.Append(new RoomBatch(state.Key, batch));
                if (outcome == AppendOutcome.Committed)
                {
                    Commit(state, batch);
                    (failures, behind) = (0, false);
                    continue;
                }

                services.Logger.AppendNotCommitted(Name, batch.Length, outcome, state.Head);
                if (outcome == AppendOutcome.Unknown) _queue.MarkUnknown(batch);
                if (outcome == AppendOutcome.Fenced) Retire();
                behind |= outcome != AppendOutcome.Unavailable;
                if (behind) behind = !await TryCatchUp(state, batch, outcome);
                RefuseOverdue(state);
                failures = behind || outcome == AppendOutcome.Unavailable ? failures + 1 : 0;
                if (failures > 0) await Task.Delay(Backoff(failures), services.Time);
            }

            // Nobody waits any more, but the log may hold an event that we never saw. The next activation will see it.
            if (behind) Retire();
        }
        catch (Exception e)
        {
            services.Logger.WritingFailed(Name, _queue.Count, e);
            _queue.Refuse(_ => true, _ => ErrorCode.OutcomeUnknown);
            Retire();
        }
        finally
        {
            _writing = false;
        }
    }

    /// <summary>Takes in durable events: the one place where acknowledgements and fan-out begin (G2).</summary>
    private void Commit(RoomState state, ImmutableArray<RoomEvent> events)
    {
        foreach (var e in events)
        {
            state.Apply(e);
            _queue.Resolve(e, state.Epoch);
        }

        Gateways.Deliver(new EventBatch(Name, state.Epoch, events));
    }

    /// <summary>
    /// Asks the log what really happened: whatever it holds beyond our head is taken in, be it our own batch whose
    /// answer was lost or another activation's. What is left in the queue is judged again and tried again.
    /// </summary>
    private async Task<bool> TryCatchUp(RoomState state, ImmutableArray<RoomEvent> batch, AppendOutcome outcome)
    {
        try
        {
            while (await services.Log.ReadAfter(state.Key, state.Head, Limits.PageEvents) is { IsEmpty: false } missed)
                Commit(state, missed);

            // A duplicate may be older than anything we read: then the log's own index knows it.
            if (outcome == AppendOutcome.Duplicate)
            {
                foreach (var stored in await services.Log.FindAll(state.Key, [.. batch.Select(e => (e.Actor.Id, e.Id))]))
                    _queue.Resolve(stored, state.Epoch);
            }

            _queue.Revalidate(state);
            return true;
        }
        catch (ChatException e) when (e.Code == ErrorCode.Unavailable)
        {
            return false;
        }
    }

    private void RefuseOverdue(RoomState state)
    {
        var deadline = services.Time.GetUtcNow() - services.Options.WriteTimeout;
        _queue.Refuse(
            write => write.Since <= deadline,
            write => write.OutcomeUnknown ? ErrorCode.OutcomeUnknown : ErrorCode.Unavailable);
        // A refused join or leave changes what the writes behind it were judged by.
        _queue.Revalidate(state);
    }

    private static TimeSpan Backoff(int failures)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 10));
        return wait < LongestRetry ? wait : LongestRetry;
    }
}
