using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>
/// What a room knows of its own committed log: the head, the members, and the newest events. It changes in one way
/// only, <see cref="Apply"/>, with events that are durable and in their order.
/// </summary>
internal sealed class RoomState
{
    private readonly Queue<RoomEvent> _recent = new();
    private readonly Dictionary<(Guid Actor, Guid Id), RoomEvent> _recentById = [];
    private readonly HashSet<Guid> _members;
    private readonly int _capacity;

    public RoomState(RoomSnapshot snapshot, int capacity)
    {
        Key = snapshot.Key;
        Epoch = snapshot.Epoch;
        _capacity = capacity;
        _members = [.. snapshot.Members];
        if (snapshot.Recent.Length > 0) Head = snapshot.Recent[0].Seq - 1;
        foreach (var e in snapshot.Recent) Remember(e);
    }

    public RoomKey Key { get; }

    public long Epoch { get; }

    /// <summary>The last committed event's seq; 0 for an empty room.</summary>
    public long Head { get; private set; }

    /// <summary>The last committed event's time.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public RoomPosition Position => new(Key.Name, Epoch, Head);

    public bool IsMember(Guid user) => _members.Contains(user);

    /// <summary>Takes in the next durable event.</summary>
    public void Apply(RoomEvent e)
    {
        Remember(e);
        if (e.Kind == EventKind.Join) _members.Add(e.Actor.Id);
        if (e.Kind == EventKind.Leave) _members.Remove(e.Actor.Id);
    }

    /// <summary>Finds what an actor wrote under an id, among the newest events only.</summary>
    public RoomEvent? FindRecent(Guid actor, Guid id) => _recentById.GetValueOrDefault((actor, id));

    /// <summary>Answers a read from memory, or returns false when it reaches further back than memory does.</summary>
    public bool TryRead(ReadRequest request, out ImmutableArray<RoomEvent> events)
    {
        var oldest = Head - _recent.Count + 1;
        var (from, to) = request.Direction == ReadDirection.After
            ? (request.From + 1, Math.Min(Head, request.From + request.Limit))
            : (Math.Max(1, Math.Min(Head + 1, request.From) - request.Limit), Math.Min(Head, request.From - 1));
        if (from > to)
        {
            events = [];
            return true;
        }

        if (from < oldest)
        {
            events = [];
            return false;
        }

        events = [.. _recent.Skip((int)(from - oldest)).Take((int)(to - from + 1))];
        return true;
    }

    private void Remember(RoomEvent e)
    {
        if (e.Seq != Head + 1)
            throw new InvalidOperationException($"The log of room {Key.Id} goes from {Head} to {e.Seq}.");
        Head = e.Seq;
        LastAt = e.At;
        _recent.Enqueue(e);
        _recentById[(e.Actor.Id, e.Id)] = e;
        if (_recent.Count <= _capacity) return;
        var oldest = _recent.Dequeue();
        _recentById.Remove((oldest.Actor.Id, oldest.Id));
    }
}
