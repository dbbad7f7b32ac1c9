using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

public abstract partial class Room
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromMilliseconds(200);

    // Accepted writes wait here while one append is under way; the next append takes as many as it may. So a room has
    // one batch in flight, its numbers follow the committed head, and nothing has a number that could be lost.
    private readonly WriteQueue _queue = new(services.Metrics);

    // What follows the log: committing the queue, or catching up with another activation. One at a time.
    private Task _following = Task.CompletedTask;

    /// <summary>Takes a write's place in the queue, or finds the answer to an earlier one of the same id. What it needs
    /// of the room is loaded: up to its place in the queue there is no await.</summary>
    private async Task<Ack> Accept(RoomState state, WriteRequest request)
    {
        CheckVisibleTo(request.Actor.Id);
        WriteRules.CheckForm(request);
        var (write, judgement) = Judge(state, request);
        if (IsKnown(state, write) || judgement is null) return await Enqueue(state, write);

        // What may not be written now may have been written before: whoever asks again gets the ack of then (G3).
        if ((await services.Log.FindAll(state.Key, [(request.Actor.Id, request.Id)])).SingleOrDefault() is { } stored)
        {
            write.Resolve(stored, state.Epoch);
            return await write.Answer;
        }

        // An activation that another one has overtaken knows too little to refuse anything for good. When it knows more,
        // the write may be allowed; but its place is lost to those behind it, so its sender decides whether to write it again.
        await CatchUpWithLog(state);
        while (!IsReadyFor([request], out state)) await Prepare([request]);
        (write, judgement) = Judge(state, request);
        if (IsKnown(state, write)) return await Enqueue(state, write);
        throw new ChatException(judgement ?? ErrorCode.Unavailable);
    }

    private (PendingWrite Write, ErrorCode? Judgement) Judge(RoomState state, WriteRequest request)
    {
        var message = request.Target is { } target ? state.FindMessage(target) : null;
        var write = PendingWrite.Of(Name, request, message, services.Time.GetUtcNow());
        var isOfAnotherLog = request is { Target: not null, Epoch: { } seen } && seen != state.Epoch;
        return (write, isOfAnotherLog ? ErrorCode.EpochChanged : WriteRules.Judge(write, state, _queue, services.Options));
    }

    /// <summary>Looks whether the log holds more than this activation knows, and if so takes it in.</summary>
    private async Task CatchUpWithLog(RoomState state) => await CatchUpTo(await services.Log.ReadHead(state.Key));

    private bool IsKnown(RoomState state, PendingWrite write) =>
        _queue.Find(write.Actor.Id, write.Id) is not null || state.FindRecent(write.Actor.Id, write.Id) is not null;

    /// <summary>Writes a join or leave; what would change nothing waits for what made it so.</summary>
    private async Task ChangeMembership(RoomState state, EventKind kind, Actor actor, Guid id)
    {
        if (_queue.WillBeMember(actor.Id, state) == (kind == EventKind.Join))
        {
            await (_queue.LastMembershipWrite(actor.Id)?.Answer ?? Task.CompletedTask);
            return;
        }

        // Joins that wait are counted as if nobody left: then the limit is never exceeded.
        if (kind == EventKind.Join && state.Members + _queue.MembershipWrites >= services.Options.MembersPerRoom)
            throw new ChatException(ErrorCode.RoomFull);
        var written = Enqueue(state, PendingWrite.Of(Name, kind, actor, id, services.Time.GetUtcNow()));
        Follow(state);
        await written;
    }

    /// <summary>Puts a write in the queue, unless its id is known. No await: one turn. <see cref="Follow"/> comes next.</summary>
    private Task<Ack> Enqueue(RoomState state, PendingWrite write)
    {
        if (_queue.Find(write.Actor.Id, write.Id) is { } waiting)
            return LogRow.Of(waiting.Draft).IsSame(write.Draft) ? waiting.Answer : throw new ChatException(ErrorCode.IdReused);

        if (state.FindRecent(write.Actor.Id, write.Id) is { } stored)
        {
            write.Resolve(stored, state.Epoch);
            return write.Answer;
        }

        if (_queue.Count >= services.Options.QueuedWrites)
        {
            services.Metrics.Busy();
            throw new ChatException(ErrorCode.Busy);
        }

        _queue.Add(write);
        return write.Answer;
    }

    /// <summary>Has the queue committed, unless that is under way.</summary>
    private void Follow(RoomState state)
    {
        if (_following.IsCompleted && _queue.Count > 0) _following = CommitAll(state);
    }

    /// <summary>Has everything in the queue committed, batch after batch.</summary>
    private async Task CommitAll(RoomState state)
    {
        var failures = 0;
        var behind = false;
        try
        {
            while (_queue.Count > 0)
            {
                var batch = _queue.Number(state, services.Time.GetUtcNow(), services.Options.AppendEvents);
                var append = new RoomBatch(state.Key, state.Epoch, batch);
                var outcome = await services.Log.Append(append);
                services.Metrics.Appended(outcome);
                if (outcome == AppendOutcome.Committed)
                {
                    Commit(state, append.Rows);
                    (failures, behind) = (0, false);
                    continue;
                }

                services.Logger.AppendNotCommitted(Name, batch.Length, outcome, state.Head);
                if (outcome == AppendOutcome.Stale)
                {
                    GiveUp(state);
                    return;
                }

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
            // Whatever went wrong, the log knows what is true: the next call loads it.
            _state = null;
            _queue.Refuse(_ => true, _ => ErrorCode.OutcomeUnknown);
            Retire();
        }
    }

    /// <summary>Takes in durable rows: the one place where acknowledgements and fan-out begin (G2).</summary>
    private void Commit(RoomState state, ImmutableArray<LogRow> rows)
    {
        foreach (var row in rows)
        {
            state.Apply(row);
            _queue.Resolve(row, state.Epoch);
        }

        state.Trim();
        Gateways.Deliver(new EventBatch(Name, state.Epoch, ImmutableArray.CreateRange(rows, row => row.Event)));
        NoteNews(state.Epoch, rows[0].Event.Seq - 1);
    }

    /// <summary>
    /// Asks the log what really happened: whatever it holds beyond our head is taken in, be it our own batch whose
    /// answer was lost or another activation's. What is left in the queue is judged again and tried again.
    /// </summary>
    private async Task<bool> TryCatchUp(RoomState state, ImmutableArray<RoomEvent> batch, AppendOutcome outcome)
    {
        try
        {
            await ReadOn(state);

            // A duplicate may be older than anything we read: then the log's own index knows it.
            if (outcome == AppendOutcome.Duplicate)
            {
                foreach (var stored in await services.Log.FindAll(state.Key, [.. batch.Select(e => (e.Actor.Id, e.Id))]))
                    _queue.Resolve(stored, state.Epoch);
            }

            _queue.Revalidate(state, services.Options);
            return true;
        }
        catch (ChatException e) when (e.Code == ErrorCode.Unavailable)
        {
            return false;
        }
    }

    private async Task ReadOn(RoomState state)
    {
        while (await services.Log.ReadAfter(state.Key, state.Head, Limits.PageEvents) is { IsEmpty: false } missed)
            Commit(state, missed);
    }

    /// <summary>Follows the log up to an event that somebody else knows of, if there is one: another activation may have
    /// written it. While something is under way that follows the log anyway, it is given some time to come there.</summary>
    private async ValueTask CatchUpTo(long seq)
    {
        for (var waits = 0; waits < 5 && Loaded is { } behind && seq > behind.Head && !_following.IsCompleted; waits++)
            await Task.WhenAny(_following, Task.Delay(CatchUpPatience, services.Time));
        if (Loaded is not { } state || seq <= state.Head || !_following.IsCompleted) return;
        var reading = ReadOn(state);
        _following = reading;
        try
        {
            await reading;
        }
        finally
        {
            // Writes that came meanwhile are judged by what was read; the next call may follow only then.
            if (ReferenceEquals(_following, reading))
            {
                _queue.Revalidate(state, services.Options);
                _following = Task.CompletedTask;
                Follow(state);
            }
        }
    }

    /// <summary>The log is not the one this room was loaded from: a backup was restored. Nothing of the queue is in it;
    /// what was never tried with an unknown outcome is in none. The next call loads the room again.</summary>
    private void GiveUp(RoomState state)
    {
        _lost = state.Position;
        _state = null;
        _queue.Refuse(_ => true, write => write.OutcomeUnknown ? ErrorCode.OutcomeUnknown : ErrorCode.Unavailable);
    }

    private void RefuseOverdue(RoomState state)
    {
        var deadline = services.Time.GetUtcNow() - services.Options.WriteTimeout;
        var doubtful = _queue.DoubtfulMembers(deadline);
        _queue.Refuse(
            write => write.Since <= deadline,
            write => write.OutcomeUnknown ? ErrorCode.OutcomeUnknown : ErrorCode.Unavailable);
        // Nobody knows whether they are members: a later join or leave can't be said to change nothing.
        if (doubtful.Count > 0)
            _queue.Refuse(write => write.ChangesMembership && doubtful.Contains(write.Actor.Id), _ => ErrorCode.OutcomeUnknown);
        // A refused write changes what those behind it were judged by.
        _queue.Revalidate(state, services.Options);
    }

    private static TimeSpan Backoff(int failures)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 10));
        return wait < LongestRetry ? wait : LongestRetry;
    }
}
