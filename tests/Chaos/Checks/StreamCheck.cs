using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Checks;

/// <summary>One client's stream of a room on one connection: page and events are rows of the log, in order, each once,
/// without a gap, from where the client said it was.</summary>
internal sealed class StreamCheck(Stay stay, RoomLog log)
{
    private readonly IReadOnlyList<HubEvent> _events = [.. stay.Heard.Select(heard => heard.Event)];

    public IEnumerable<string> Faults() => AreRows(stay.Page).Concat(AreRows(_events))
        .Concat(Follow(stay.Page, "page")).Concat(Follow(_events, "stream")).Concat(Begins())
        .Select(fault => $"{stay.Device} in {stay.Room} on connection {stay.Connection}, from {stay.After?.ToString() ?? "nowhere"}: {fault}");

    private IEnumerable<string> AreRows(IEnumerable<HubEvent> events) =>
        events.Where(e => !log.MayBeHeard(e)).Select(e => $"heard {e}, and the log has {log.Row(e.Seq)?.ToString() ?? "nothing there"}");

    private static IEnumerable<string> Follow(IReadOnlyList<HubEvent> events, string what) =>
        from pair in events.Zip(events.Skip(1))
        where pair.Second.Seq != pair.First.Seq + 1
        select $"in the {what}, {pair.First.Seq} is followed by {pair.Second.Seq}";

    private IEnumerable<string> Begins()
    {
        // Not answered: whether it was reset, and with which page, it never learned.
        if (_events.Count == 0 || stay.Start is not { } start) yield break;
        var first = _events[0].Seq;
        // Live events may come before the page does, and repeat its end; behind a position they may not.
        if (stay.Answer!.Page is not null ? first > start.Seq + 1 : first != start.Seq + 1) yield return $"the stream begins with {first}";
    }
}
