using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Checks;

/// <summary>
/// Compares what anybody was told with what is durable, at the moment it is told, and once more at the end. It knows
/// the truth and everything clients asked for, and nothing of how servers work.
/// </summary>
internal sealed class Judge(Host host, Truth truth)
{
    private readonly Dictionary<(string Room, Guid Actor, Guid Id), Asking> _asked = [];
    private readonly Dictionary<(int Wire, string Room), List<(int Place, long Seq)>> _order = [];
    private readonly HashSet<string> _disputed = new(StringComparer.Ordinal);

    /// <summary>Acks that clients got.</summary>
    public int Acks { get; private set; }

    /// <summary>Events that clients were shown live or on resume.</summary>
    public int Events { get; private set; }

    /// <summary>A room has, or had, two activations, of which one may be behind.</summary>
    public void Disputed(string room) => _disputed.Add(room);

    public bool WasDisputed(string room) => _disputed.Contains(room);

    /// <summary>A client is about to ask for this, for the first time or again.</summary>
    public void Wanted(string room, WriteRequest request) => Of(room, request).Wanted.Add(request);

    /// <summary>The request has reached a room.</summary>
    public void Asked(string room, WriteRequest request)
    {
        var asking = Of(room, request);
        CheckRefusal(room, asking);
        asking.Times++;
    }

    /// <summary>A room answers.</summary>
    public void Answered(string room, WriteRequest request, WriteResult result)
    {
        if (result.Ack is { } ack)
        {
            CheckAck(room, request, ack, "a room");
        }
        else if (result.Refusal is { } code && code != ErrorCode.OutcomeUnknown)
        {
            var asking = Of(room, request);
            asking.Refused = (request, code);
            CheckRefusal(room, asking);
        }
    }

    /// <summary>A client has its ack. <paramref name="place"/> is the write's place among those of its connection, or
    /// null when it was sent more than once and may have lost its place.</summary>
    public void Acknowledged(string room, WriteRequest request, Ack ack, int wire, int? place)
    {
        Acks++;
        CheckAck(room, request, ack, "a client");
        if (place is not { } at) return;
        if (!_order.TryGetValue((wire, room), out var order)) _order[(wire, room)] = order = [];
        order.Add((at, ack.Seq));
    }

    /// <summary>A client is shown an event.</summary>
    public void Heard(string client, RoomEvent e)
    {
        Events++;
        CheckShown(e, client);
    }

    /// <summary>A room tells its gateways.</summary>
    public void Told(EventBatch batch)
    {
        foreach (var e in batch.Events) CheckShown(e, "a batch");
    }

    /// <summary>Somebody is shown a page: every event of it must be as it is at that head.</summary>
    public void Shown(HistoryPage page, string to)
    {
        if (page.Head > truth.Of(page.Room).Count) host.Fail(Guarantees.G2, $"{to} shows head {page.Room}#{page.Head}, which isn't durable");
        foreach (var e in page.Events)
        {
            if (truth.At(page.Room, e.Seq, page.Head) != e) host.Fail(Guarantees.G2, $"{to} with head {page.Head} shows {Words(e)}; in truth it is {Truly(e, page.Head)}");
        }
    }

    /// <summary>Whatever can only be said at the end.</summary>
    public void Conclude()
    {
        foreach (var ((room, _, _), asking) in _asked)
        {
            // What was right when it was said must have stayed right.
            if (asking.Ack is { } ack) CheckAck(room, asking.Acknowledged!, ack, "in the end somebody");
            CheckRefusal(room, asking);
        }

        foreach (var ((_, room), order) in _order) CheckOrder(room, order);
    }

    /// <summary>The log itself: numbered without a gap, each write once and by somebody, and a story that can be true.</summary>
    public void CheckLog(string room)
    {
        var log = truth.Of(room);
        var ids = new HashSet<(Guid, Guid)>();
        var story = new Story();
        for (var i = 0; i < log.Count; i++)
        {
            var e = log[i];
            if (e.Seq != i + 1) host.Fail(Guarantees.G1, $"in place {i + 1} the log has {Words(e)}");
            if (i > 0 && e.At < log[i - 1].At) host.Fail(Guarantees.G1, $"time runs backwards at {Words(e)}");
            if (!ids.Add((e.Actor.Id, e.Id))) host.Fail(Guarantees.G3, $"the log has a second event under the id of {Words(e)}");
            if (!story.Take(e)) host.Fail(Guarantees.G1, $"{Words(e)} can't come after what is before it");
            if (e.Kind is EventKind.Join or EventKind.Leave) continue;
            if (!(_asked.TryGetValue((room, e.Actor.Id, e.Id), out var asking) && asking.Wanted.Any(request => Says(request, e))))
                host.Fail(Guarantees.G3, $"nobody asked for {Words(e)} under this id");
        }
    }

    /// <summary>An event in a few words.</summary>
    public static string Words(RoomEvent? e) => e is null
        ? "nothing"
        : $"{e.Room}#{e.Seq} {e.Kind} of {e.Actor.Name} '{e.Text ?? e.Emoji}' {e.Target ?? e.ReplyTo} (edited {e.Edited}, deleted {e.Deleted})";

    private string Truly(RoomEvent e, long head) => Words(truth.At(e.Room, e.Seq, head));

    private void CheckShown(RoomEvent e, string to)
    {
        if (!truth.WasEver(e)) host.Fail(Guarantees.G2, $"{to} shows {Words(e)}; in truth it is {Truly(e, truth.Of(e.Room).Count)}");
    }

    private void CheckAck(string room, WriteRequest request, Ack ack, string who)
    {
        var log = truth.Of(room);
        var e = ack.Seq >= 1 && ack.Seq <= log.Count ? log[(int)ack.Seq - 1] : null;
        if (e is null || e.Actor.Id != request.Actor.Id || e.Id != request.Id || e.At != ack.At || ack.Id != request.Id || ack.Room != room)
        {
            host.Fail(
                _disputed.Contains(room) ? Guarantees.G6 : Guarantees.G2,
                $"{who} has an ack for {request} at {room}#{ack.Seq}; there the log has {Words(e)}");
            return;
        }

        // Of a deleted text nothing is kept, so a retry with another one can't be told from the first.
        if (!Says(request, e) && !(truth.IsDeleted(e) && Says(request with { Text = e.Text }, e)))
            host.Fail(Guarantees.G3, $"{who} has an ack for {request}, but its id stands for {Words(e)}");
        var asking = Of(room, request);
        if (asking.Ack is { } first && first != ack) host.Fail(Guarantees.G3, $"{request} was acknowledged as {first} and as {ack}");
        (asking.Ack, asking.Acknowledged) = (ack, request);
    }

    private static bool Says(WriteRequest request, RoomEvent e) =>
        request.Kind == e.Kind && request.Text == e.Text && request.Emoji == e.Emoji && request.Target == (e.Target ?? e.ReplyTo);

    /// <summary>Whoever was told "not written" must find it so, until it is asked for again: after a retry, or a doubled
    /// request, the refusal of one says nothing about the other.</summary>
    private void CheckRefusal(string room, Asking asking)
    {
        if (asking.Times != 1 || asking.Refused is not var (request, code)) return;
        var written = truth.Of(room).FirstOrDefault(e => e.Id == request.Id && e.Actor.Id == request.Actor.Id && Says(request, e));
        if (written is not null) host.Fail(Guarantees.Refusals, $"the only attempt at {Words(written)} was refused with {code}, but it is in the log");
    }

    private void CheckOrder(string room, List<(int Place, long Seq)> order)
    {
        order.Sort();
        for (var i = 1; i < order.Count; i++)
        {
            if (order[i].Seq <= order[i - 1].Seq)
                host.Fail(Guarantees.G1, $"one connection's writes {order[i - 1]} and {order[i]} changed places in {room}");
        }
    }

    private Asking Of(string room, WriteRequest request)
    {
        var key = (room, request.Actor.Id, request.Id);
        if (!_asked.TryGetValue(key, out var asking)) _asked[key] = asking = new Asking();
        return asking;
    }

    /// <summary>Everything known of one id.</summary>
    private sealed class Asking
    {
        public HashSet<WriteRequest> Wanted { get; } = [];

        public int Times { get; set; }

        /// <summary>The last refusal that says that nothing was written.</summary>
        public (WriteRequest Request, ErrorCode Code)? Refused { get; set; }

        public Ack? Ack { get; set; }

        public WriteRequest? Acknowledged { get; set; }
    }
}
