using System.Collections.Immutable;

namespace OrleansChat.Grains.Rooms;

/// <summary>
/// The accepted writes of a room, in the order they will be numbered. Bounded by <see cref="RoomOptions.QueuedWrites"/>.
/// It also knows who will be a member once everything in it is committed: a write is judged by that, so that a message
/// behind its own sender's leave is refused although the leave isn't durable yet.
/// </summary>
internal sealed class WriteQueue
{
    private readonly LinkedList<PendingWrite> _writes = new();
    private readonly Dictionary<(Guid Actor, Guid Id), LinkedListNode<PendingWrite>> _byId = [];
    private int _membershipWrites;

    public int Count => _writes.Count;

    public void Add(PendingWrite write)
    {
        _byId.Add((write.Actor.Id, write.Id), _writes.AddLast(write));
        if (write.ChangesMembership) _membershipWrites++;
    }

    public PendingWrite? Find(Guid actor, Guid id) => _byId.GetValueOrDefault((actor, id))?.Value;

    /// <summary>The last join or leave of this user that waits, if any.</summary>
    public PendingWrite? LastMembershipWrite(Guid user)
    {
        if (_membershipWrites == 0) return null;
        for (var node = _writes.Last; node is not null; node = node.Previous)
        {
            if (node.Value.ChangesMembership && node.Value.Actor.Id == user) return node.Value;
        }

        return null;
    }

    /// <summary>Whether the user is a member once everything in the queue is committed.</summary>
    public bool WillBeMember(Guid user, RoomState state) =>
        LastMembershipWrite(user) is { } last ? last.Kind == EventKind.Join : state.IsMember(user);

    /// <summary>
    /// Judges all writes again, after the log turned out to be further than they assumed: a join or leave that changes
    /// nothing any more is answered, a message whose sender is no member at its place is refused.
    /// </summary>
    public void Revalidate(RoomState state)
    {
        var changed = new Dictionary<Guid, bool>();
        foreach (var write in _writes.ToList())
        {
            var user = write.Actor.Id;
            var member = changed.TryGetValue(user, out var known) ? known : state.IsMember(user);
            if (write.ChangesMembership)
            {
                if (member == (write.Kind == EventKind.Join)) Take(user, write.Id)!.Confirm(state);
                else changed[user] = !member;
            }
            else if (!member)
            {
                Take(user, write.Id)!.Refuse(ErrorCode.NotAMember);
            }
        }
    }

    /// <summary>The first writes, as the next events of the room. They stay in the queue until resolved.</summary>
    public ImmutableArray<RoomEvent> Number(RoomState state, DateTimeOffset now, int limit)
    {
        // A clock that steps back, or another silo's, must not make the room's time run backwards.
        now = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var at = now > state.LastAt ? now : state.LastAt;
        return [.. _writes.Take(limit).Select((write, i) => write.Number(state.Key.Name, state.Head + 1 + i, at)).TakeWhile(Room.Fits())];
    }

    /// <summary>Answers the write that a durable event stands for, if it is one of ours.</summary>
    public void Resolve(RoomEvent stored, long epoch) => Take(stored.Actor.Id, stored.Id)?.Resolve(stored, epoch);

    /// <summary>Refuses the writes that <paramref name="which"/> chooses.</summary>
    public void Refuse(Func<PendingWrite, bool> which, Func<PendingWrite, ErrorCode> code)
    {
        foreach (var write in _writes.Where(which).ToList())
        {
            Take(write.Actor.Id, write.Id);
            write.Refuse(code(write));
        }
    }

    public void MarkUnknown(ImmutableArray<RoomEvent> batch)
    {
        foreach (var e in batch)
        {
            if (Find(e.Actor.Id, e.Id) is { } write) write.OutcomeUnknown = true;
        }
    }

    private PendingWrite? Take(Guid actor, Guid id)
    {
        if (!_byId.Remove((actor, id), out var node)) return null;
        _writes.Remove(node);
        if (node.Value.ChangesMembership) _membershipWrites--;
        return node.Value;
    }
}
