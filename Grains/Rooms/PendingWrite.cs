namespace OrleansChat.Grains.Rooms;

/// <summary>A write that was accepted and not yet answered.</summary>
internal sealed class PendingWrite(EventKind kind, Actor actor, Guid id, string? text, DateTimeOffset since)
{
    // Continuations run as turns of their own: whoever completes a write is in the middle of its own turn.
    private readonly TaskCompletionSource<Ack> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EventKind Kind => kind;

    public Actor Actor => actor;

    public Guid Id => id;

    public DateTimeOffset Since => since;

    /// <summary>Whether a batch with this write was ever handed to the log with an unknown outcome.</summary>
    public bool OutcomeUnknown { get; set; }

    public bool ChangesMembership => kind is EventKind.Join or EventKind.Leave;

    public Task<Ack> Answer => _answer.Task;

    public RoomEvent Number(string room, long seq, DateTimeOffset at) => new(room, seq, kind, at, actor, id, text);

    /// <summary>Whether the same id stands for the same write (G3).</summary>
    public bool SameContent(EventKind otherKind, string? otherText) =>
        kind == otherKind && string.Equals(text, otherText, StringComparison.Ordinal);

    /// <summary>Answers with the event the log holds under this write's id.</summary>
    public void Resolve(RoomEvent stored, long epoch)
    {
        if (SameContent(stored.Kind, stored.Text))
            _answer.TrySetResult(new Ack(stored.Room, epoch, stored.Seq, stored.At, stored.Id));
        else
            Refuse(ErrorCode.IdReused);
    }

    /// <summary>Answers a join or leave that turned out to change nothing.</summary>
    public void Confirm(RoomState state) =>
        _answer.TrySetResult(new Ack(state.Key.Name, state.Epoch, state.Head, state.LastAt, id));

    public void Refuse(ErrorCode code)
    {
        _answer.TrySetException(new ChatException(code));
        // A caller that went away must not turn its refusal into an unobserved exception.
        _ = _answer.Task.Exception;
    }
}
