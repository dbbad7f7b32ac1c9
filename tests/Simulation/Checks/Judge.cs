using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Checks;

/// <summary>
/// Compares what anybody was told with what is durable, at the moment it is told, and once more at the end. It knows
/// the database as it is, and everything clients asked for, and nothing of how servers work.
/// </summary>
internal sealed class Judge(Host host, Func<string, IReadOnlyList<RoomEvent>> committed)
{
    private readonly Dictionary<(string Room, Guid Actor, Guid Id), Asking> _asked = [];
    private readonly Dictionary<(int Wire, string Room), List<(int Place, long Seq)>> _order = [];
    private readonly HashSet<string> _disputed = new(StringComparer.Ordinal);

    /// <summary>Acks that clients got.</summary>
    public int Acks { get; private set; }

    /// <summary>Events that clients were shown live or on resume.</summary>
    public int Events { get; private set; }

    /// <summary>A room may have two activations, now or from some time on, of which one is behind.</summary>
    public void Disputed(string room) => _disputed.Add(room);

    public bool WasDisputed(string room) => _disputed.Contains(room);

    /// <summary>A client is about to ask for this, for the first time or again.</summary>
    public void Wanted(string room, SendRequest request) => Of(room, request).Wanted.Add(request.Text);

    /// <summary>The request has reached a room.</summary>
    public void Asked(string room, SendRequest request) => Of(room, request).Times++;

    /// <summary>A room answers.</summary>
    public void Answered(string room, SendRequest request, SendResult result)
    {
        if (result.Ack is { } ack) CheckAck(room, request, ack, "a room");
        else if (result.Refusal is { } code && code != ErrorCode.OutcomeUnknown) Of(room, request).Refused.Add((request.Text, code));
    }

    /// <summary>A client has its ack. <paramref name="place"/> is the message's place among those of its connection, or
    /// null when it was sent more than once and may have lost its place.</summary>
    public void Acknowledged(string room, SendRequest request, Ack ack, int wire, int? place)
    {
        Acks++;
        CheckAck(room, request, ack, "a client");
        if (place is not { } at) return;
        if (!_order.TryGetValue((wire, room), out var order)) _order[(wire, room)] = order = [];
        order.Add((at, ack.Seq));
    }

    /// <summary>A room tells its gateways.</summary>
    public void Told(EventBatch batch) => Shown(batch.Room, batch.Events, "a batch");

    /// <summary>A client is shown an event.</summary>
    public void Heard(string client, RoomEvent e)
    {
        Events++;
        Shown(e.Room, [e], client);
    }

    /// <summary>Somebody is shown events: each must be durable, and be that one.</summary>
    public void Shown(string room, IReadOnlyList<RoomEvent> events, string to)
    {
        var log = committed(room);
        foreach (var e in events)
        {
            if (e.Seq < 1 || e.Seq > log.Count) host.Fail(Guarantees.G2, $"{to} shows {Words(e)}, but the log ends at {log.Count}");
            else if (log[(int)e.Seq - 1] != e) host.Fail(Guarantees.G2, $"{to} shows {Words(e)}, the log {Words(log[(int)e.Seq - 1])}");
        }
    }

    /// <summary>Whatever can only be said at the end.</summary>
    public void Conclude(IEnumerable<string> rooms)
    {
        foreach (var room in rooms)
        {
            CheckLog(room, committed(room));
            // What was right when it was said must have stayed right.
            foreach (var ((_, actor, id), asking) in _asked.Where(entry => entry.Key.Room == room))
            {
                if (asking.Ack is { } ack) CheckAck(room, new SendRequest(new Actor(actor, ""), id, asking.AckedText!), ack, "in the end");
                CheckRefusals(room, actor, id, asking);
            }
        }

        foreach (var ((_, room), order) in _order) CheckOrder(room, order);
    }

    /// <summary>An event in a few words.</summary>
    public static string Words(RoomEvent e) => $"{e.Room}#{e.Seq} {e.Kind} of {e.Actor.Name} {e.Text}";

    private void CheckAck(string room, SendRequest request, Ack ack, string who)
    {
        var log = committed(room);
        var e = ack.Seq >= 1 && ack.Seq <= log.Count ? log[(int)ack.Seq - 1] : null;
        if (e is null || e.Actor.Id != request.Actor.Id || e.Id != request.Id || e.At != ack.At || ack.Id != request.Id || ack.Room != room)
        {
            host.Fail(
                _disputed.Contains(room) ? Guarantees.G6 : Guarantees.G2,
                $"{who} has an ack for '{request.Text}' at {room}#{ack.Seq}; there the log has {(e is null ? "nothing" : Words(e))}");
            return;
        }

        if (e.Text != request.Text) host.Fail(Guarantees.G3, $"{who} has an ack for '{request.Text}', but its id stands for '{e.Text}'");
        var asking = Of(room, request);
        if (asking.Ack is { } first && first != ack) host.Fail(Guarantees.G3, $"'{request.Text}' was acknowledged as {first} and as {ack}");
        (asking.Ack, asking.AckedText) = (ack, request.Text);
    }

    /// <summary>The log itself: numbered without a gap, each write once, and a story that can be true.</summary>
    private void CheckLog(string room, IReadOnlyList<RoomEvent> log)
    {
        var members = new HashSet<Guid>();
        var ids = new HashSet<(Guid, Guid)>();
        for (var i = 0; i < log.Count; i++)
        {
            var e = log[i];
            if (e.Seq != i + 1) host.Fail(Guarantees.G1, $"in place {i + 1} the log has {Words(e)}");
            if (i > 0 && e.At < log[i - 1].At) host.Fail(Guarantees.G1, $"time runs backwards at {Words(e)}");
            if (!ids.Add((e.Actor.Id, e.Id))) host.Fail(Guarantees.G3, $"the log has a second event under the id of {Words(e)}");
            var fits = e.Kind switch
            {
                EventKind.Join => members.Add(e.Actor.Id),
                EventKind.Leave => members.Remove(e.Actor.Id),
                _ => members.Contains(e.Actor.Id),
            };
            if (!fits) host.Fail(Guarantees.G1, $"{Words(e)} can't come here: members before it don't fit");
            if (e.Kind == EventKind.Message
                && !(_asked.TryGetValue((room, e.Actor.Id, e.Id), out var asking) && asking.Wanted.Contains(e.Text!)))
                host.Fail(Guarantees.G3, $"nobody sent {Words(e)} under this id");
        }
    }

    private void CheckRefusals(string room, Guid actor, Guid id, Asking asking)
    {
        // After a retry or a doubled request the refusal of one says nothing about the other.
        if (asking.Refused.Count == 0 || asking.Times != 1) return;
        var (text, code) = asking.Refused[0];
        var written = committed(room).FirstOrDefault(e => e.Actor.Id == actor && e.Id == id && e.Text == text);
        if (written is not null) host.Fail(Guarantees.Refusals, $"the only attempt at {Words(written)} was refused with {code}, but it is in the log");
    }

    private void CheckOrder(string room, List<(int Place, long Seq)> order)
    {
        order.Sort();
        for (var i = 1; i < order.Count; i++)
        {
            if (order[i].Seq <= order[i - 1].Seq)
                host.Fail(Guarantees.G1, $"one connection's messages {order[i - 1]} and {order[i]} changed places in {room}");
        }
    }

    private Asking Of(string room, SendRequest request)
    {
        var key = (room, request.Actor.Id, request.Id);
        if (!_asked.TryGetValue(key, out var asking)) _asked[key] = asking = new Asking();
        return asking;
    }

    /// <summary>Everything known of one id.</summary>
    private sealed class Asking
    {
        public HashSet<string> Wanted { get; } = new(StringComparer.Ordinal);

        public int Times { get; set; }

        public List<(string Text, ErrorCode Code)> Refused { get; } = [];

        public Ack? Ack { get; set; }

        public string? AckedText { get; set; }
    }
}
