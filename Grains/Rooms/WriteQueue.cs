using System.Collections.Frozen;
using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>
/// The accepted writes of a room, in the order they will be numbered. Bounded by <see cref="RoomOptions.QueuedWrites"/>.
/// It also knows what will be once everything in it is committed: a write is judged by that, so that a message behind
/// its own sender's leave is refused although the leave isn't durable yet.
/// </summary>
internal sealed class WriteQueue(RoomMetrics metrics)
{
    private readonly LinkedList<PendingWrite> _writes = new();
    private readonly Dictionary<(Guid Actor, Guid Id), LinkedListNode<PendingWrite>> _byId = [];

    // How many of the writes change a membership or a message: mostly none, and then nothing is searched.
    private int _membershipWrites;
    private int _messageWrites;

    public int Count => _writes.Count;

    /// <summary>How many joins and leaves there are.</summary>
    public int MembershipWrites => _membershipWrites;

    public void Add(PendingWrite write)
    {
        _byId.Add((write.Actor.Id, write.Id), _writes.AddLast(write));
        Account(write, 1);
    }

    public PendingWrite? Find(Guid actor, Guid id) => _byId.GetValueOrDefault((actor, id))?.Value;

    /// <summary>The last join or leave of this user that waits, if any.</summary>
    public PendingWrite? LastMembershipWrite(Guid user) =>
        _membershipWrites == 0 ? null : _writes.LastOrDefault(write => write.ChangesMembership && write.Actor.Id == user);

    /// <summary>Whether the user is a member once everything in the queue is committed.</summary>
    public bool WillBeMember(Guid user, RoomState state) => WillBeRole(user, state) is not null;

    /// <summary>What the user may do once everything in the queue is committed; null for one who is no member then.</summary>
    public MemberRole? WillBeRole(Guid user, RoomState state) => LastMembershipWrite(user) switch
    {
        null => state.RoleOf(user),
        { Kind: EventKind.Join } => MemberRole.Member,
        _ => null,
    };

    /// <summary>Whether a deletion of this message waits.</summary>
    public bool WillDelete(long message) => Changes(message).Any(write => write.Kind == EventKind.Delete);

    /// <summary>Whether the user has this reaction on the message once everything in the queue is committed.</summary>
    public bool WillHaveReaction(KnownMessage message, string emoji, Guid user) =>
        Changes(message.Seq).LastOrDefault(write =>
            write.Actor.Id == user && string.Equals(write.Draft.Emoji, emoji, StringComparison.Ordinal)) is { } last
            ? last.Kind == EventKind.React
            : message.HasReaction(emoji, user);

    /// <summary>The reactions of a message once everything in the queue is committed.</summary>
    public IReadOnlySet<(string Emoji, Guid User)> WillStand(KnownMessage message)
    {
        var changes = Changes(message.Seq).Where(write => write.Draft.Emoji is not null).ToList();
        if (changes.Count == 0) return message.Reactions;
        var standing = message.Reactions.ToHashSet();
        foreach (var write in changes)
        {
            if (write.Kind == EventKind.React) standing.Add((write.Draft.Emoji!, write.Actor.Id));
            else standing.Remove((write.Draft.Emoji!, write.Actor.Id));
        }

        return standing;
    }

    /// <summary>
    /// Judges all writes again, after the log turned out to be further than they assumed: a join or leave that changes
    /// nothing any more is answered, a write that is no longer allowed at its place is refused. One that may be in the log
    /// all the same is not refused for certain.
    /// </summary>
    public void Revalidate(RoomState state, RoomOptions options)
    {
        var writes = _writes.ToList();
        foreach (var write in writes) Take(write.Actor.Id, write.Id);
        foreach (var write in writes)
        {
            if (write.ChangesMembership && WillBeMember(write.Actor.Id, state) == (write.Kind == EventKind.Join)) write.Confirm(state);
            else if (!write.ChangesMembership && WriteRules.Judge(write, state, this, options) is { } refusal)
                write.Refuse(write.OutcomeUnknown ? ErrorCode.OutcomeUnknown : refusal);
            else Add(write);
        }
    }

    /// <summary>The first writes, as the next events of the room. They stay in the queue until resolved.</summary>
    public ImmutableArray<RoomEvent> Number(RoomState state, DateTimeOffset now, int limit)
    {
        // A clock that steps back, or another silo's, must not make the room's time run backwards.
        now = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var at = now > state.LastAt ? now : state.LastAt;
        return [.. _writes.Take(limit).Select((write, i) => write.Number(state.Head + 1 + i, at)).TakeWhile(Pages.Fits())];
    }

    /// <summary>Answers the write that a durable row stands for, if it is one of ours.</summary>
    public void Resolve(LogRow stored, long epoch) => Take(stored.Event.Actor.Id, stored.Event.Id)?.Resolve(stored, epoch);

    /// <summary>Refuses the writes that <paramref name="which"/> chooses.</summary>
    public void Refuse(Func<PendingWrite, bool> which, Func<PendingWrite, ErrorCode> code)
    {
        foreach (var write in _writes.Where(which).ToList())
        {
            Take(write.Actor.Id, write.Id);
            write.Refuse(code(write));
        }
    }

    /// <summary>Whose join or leave is overdue and may be in the log all the same.</summary>
    public IReadOnlySet<Guid> DoubtfulMembers(DateTimeOffset deadline) => _membershipWrites == 0
        ? FrozenSet<Guid>.Empty
        : _writes.Where(write => write.ChangesMembership && write.OutcomeUnknown && write.Since <= deadline)
            .Select(write => write.Actor.Id).ToHashSet();

    public void MarkUnknown(ImmutableArray<RoomEvent> batch)
    {
        foreach (var e in batch)
        {
            if (Find(e.Actor.Id, e.Id) is { } write) write.OutcomeUnknown = true;
        }
    }

    private IEnumerable<PendingWrite> Changes(long message) =>
        _messageWrites == 0 ? [] : _writes.Where(write => write.Draft.Target == message);

    private PendingWrite? Take(Guid actor, Guid id)
    {
        if (!_byId.Remove((actor, id), out var node)) return null;
        _writes.Remove(node);
        Account(node.Value, -1);
        return node.Value;
    }

    private void Account(PendingWrite write, int one)
    {
        if (write.ChangesMembership) _membershipWrites += one;
        if (write.Draft.Target is not null) _messageWrites += one;
        if (write.Message is { } message) message.Uses += one;
        metrics.Queued(one);
    }
}
