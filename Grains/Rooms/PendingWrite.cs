using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>A write that was accepted and not yet answered.</summary>
/// <param name="draft">The event it will be, still without number and time.</param>
/// <param name="message">The message it changes or answers, if any.</param>
/// <param name="since">When it was accepted.</param>
internal sealed class PendingWrite(RoomEvent draft, KnownMessage? message, DateTimeOffset since)
{
    // Continuations run as turns of their own: whoever completes a write is in the middle of its own turn.
    private readonly TaskCompletionSource<Ack> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RoomEvent? _numbered;

    public EventKind Kind => draft.Kind;

    public Actor Actor => draft.Actor;

    public Guid Id => draft.Id;

    public RoomEvent Draft => draft;

    public KnownMessage? Message => message;

    public DateTimeOffset Since => since;

    /// <summary>Whether a batch with this write was ever handed to the log with an unknown outcome.</summary>
    public bool OutcomeUnknown { get; set; }

    public bool ChangesMembership => Kind is EventKind.Join or EventKind.Leave;

    public Task<Ack> Answer => _answer.Task;

    /// <summary>A join or leave.</summary>
    public static PendingWrite Of(string room, EventKind kind, Actor actor, Guid id, DateTimeOffset since) =>
        new(new RoomEvent(room, 0, kind, default, actor, id), null, since);

    /// <summary>A message or a change of one; a topic, where none is like an empty one; a name.</summary>
    public static PendingWrite Of(string room, WriteRequest request, KnownMessage? message, DateTimeOffset since)
    {
        var answers = request.Kind == EventKind.Message;
        var draft = new RoomEvent(
            room, 0, request.Kind, default, request.Actor, request.Id,
            request is { Kind: EventKind.Topic, Text: "" } ? null : request.Text,
            Target: answers ? null : request.Target,
            ReplyTo: answers ? request.Target : null,
            Thread: answers ? message?.Thread ?? message?.Seq : null,
            request.Emoji);
        return new PendingWrite(draft, message, since);
    }

    public RoomEvent Number(long seq, DateTimeOffset at) => _numbered = draft with { Seq = seq, At = at };

    /// <summary>Answers with the row the log holds under this write's id: the first write's ack, if it said the same (G3).</summary>
    public void Resolve(LogRow stored, long epoch)
    {
        // Mostly it is the very event that was made of this write.
        if (ReferenceEquals(stored.Event, _numbered) || stored.IsSame(draft)) _answer.TrySetResult(new Ack(draft.Room, epoch, stored.Event.Seq, stored.Event.At, draft.Id));
        else Refuse(ErrorCode.IdReused);
    }

    /// <summary>Answers a join or leave that turned out to change nothing.</summary>
    public void Confirm(RoomState state) =>
        _answer.TrySetResult(new Ack(state.Key.Name, state.Epoch, state.Head, state.LastAt, draft.Id));

    public void Refuse(ErrorCode code)
    {
        _answer.TrySetException(new ChatException(code));
        // A caller that went away must not turn its refusal into an unobserved exception.
        _ = _answer.Task.Exception;
    }
}
