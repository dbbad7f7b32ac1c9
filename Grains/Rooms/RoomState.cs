using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>
/// What a room knows of its own committed log: the head, the members, the newest events, and the messages that are
/// being changed. It follows the log in one way only, <see cref="Apply"/>, with rows that are durable and in their order.
/// </summary>
internal sealed class RoomState
{
    private readonly RecentEvents _recent;
    private readonly Dictionary<Guid, MemberRole> _members;
    private readonly KnownMessages _messages = new();

    public RoomState(RoomSnapshot snapshot, int capacity)
    {
        Key = snapshot.Key;
        Epoch = snapshot.Epoch;
        _recent = new RecentEvents(capacity);
        _members = snapshot.Members.ToDictionary(member => member.User, member => member.Role);
        foreach (var row in snapshot.Recent) _recent.Add(row);
        foreach (var seq in snapshot.Detailed) _recent.MarkDetailed(seq);
    }

    public RoomKey Key { get; }

    public long Epoch { get; }

    /// <summary>The last committed event's seq; 0 for an empty room.</summary>
    public long Head => _recent.Head;

    /// <summary>The last committed event's time.</summary>
    public DateTimeOffset LastAt => _recent.Row(Head)?.Event.At ?? default;

    public RoomPosition Position => new(Key.Name, Epoch, Head);

    /// <summary>How many members there are.</summary>
    public int Members => _members.Count;

    /// <summary>How many events and messages are kept.</summary>
    public int Remembered => _recent.Count + _messages.Count;

    /// <summary>What a user may do here; null for one who is no member.</summary>
    public MemberRole? RoleOf(Guid user) => _members.TryGetValue(user, out var role) ? role : null;

    /// <summary>Takes in the next durable row.</summary>
    public void Apply(LogRow row)
    {
        var e = row.Event;
        if (e.Seq != Head + 1) throw new InvalidOperationException($"The log of room {Key.Id} goes from {Head} to {e.Seq}.");
        _recent.Add(row);
        _messages.Apply(e);
        // Joining or leaving twice is the same as once: members may have been read after this event was written.
        if (e.Kind == EventKind.Join) _members[e.Actor.Id] = Member.RoleOf(e);
        if (e.Kind == EventKind.Leave) _members.Remove(e.Actor.Id);
    }

    /// <summary>Finds what an actor wrote under an id, among the newest events only.</summary>
    public LogRow? FindRecent(Guid actor, Guid id) => _recent.Find(actor, id);

    /// <summary>Whether <see cref="FindMessage"/> can tell; otherwise read the message from the log and <see cref="Learn"/> it.</summary>
    public bool Knows(long seq) =>
        seq < 1 || seq > Head || _messages.Find(seq) is not null || (_recent.Row(seq) is not null && !_recent.IsDetailed(seq));

    /// <summary>Finds a message to judge a change by; null when there is none.</summary>
    public KnownMessage? FindMessage(long seq)
    {
        if (_messages.Find(seq) is { } known) return known.Exists ? known : null;
        // A message that has no reactions yet is known from its event.
        return _recent.Row(seq)?.Event is { Kind: EventKind.Message } e
            ? _messages.Add(new KnownMessage(new MessageRecord(seq, e.Actor.Id, e.Thread, e.Deleted is not null, []), Head))
            : null;
    }

    /// <summary>Takes over what was read of these messages. When the room has gone on too far meanwhile, nothing is taken,
    /// and they are to be read again.</summary>
    public void Learn(MessageRecords read, ImmutableArray<long> asked)
    {
        if (read.Head < _recent.Oldest - 1) return;
        foreach (var seq in asked.Where(seq => _messages.Find(seq) is null))
        {
            var record = read.Messages.FirstOrDefault(message => message.Seq == seq);
            var known = _messages.Add(record is null ? KnownMessage.Absent(seq) : new KnownMessage(record, read.Head));
            for (var missed = read.Head + 1; missed <= Head; missed++)
            {
                if (_recent.Row(missed)!.Event is { } e && e.Target == seq) known.Apply(e);
            }
        }
    }

    /// <summary>Forgets messages that nobody has changed for a while.</summary>
    public void Trim() => _messages.Trim();

    /// <summary>Answers a read from memory, or returns false when memory doesn't hold all it asks for.</summary>
    public bool TryRead(ReadRequest request, out ImmutableArray<RoomEvent> events)
    {
        events = [];
        var (from, to) = request.Direction switch
        {
            ReadDirection.After => (request.From + 1, Math.Min(Head, Saturating(request.From, request.Limit))),
            ReadDirection.Before => (Math.Max(1, Math.Min(Head + 1, request.From) - request.Limit), Math.Min(Head, request.From - 1)),
            _ => (Math.Max(1, Math.Min(Head, request.From) - (request.Limit / 2)),
                Math.Min(Head, Saturating(request.From, request.Limit - (request.Limit / 2) - 1))),
        };
        if (request.Thread is not null) return false;
        if (from > to) return true;
        if (from < _recent.Oldest) return false;
        if (request.Viewer is not null)
        {
            for (var seq = from; seq <= to; seq++)
            {
                if (_recent.IsDetailed(seq)) return false;
            }
        }

        events = _recent.Range(from, to);
        return true;
    }

    private static long Saturating(long seq, int more) => seq > long.MaxValue - more ? long.MaxValue : seq + more;
}
