using System.Collections.Immutable;
using System.Text;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>Bounds the size of pages and batches, not only their length: 200 events may be 1.6 MB.</summary>
internal static class Pages
{
    /// <summary>Says yes to as many events, one after another, as a page or batch may hold; to the first always.</summary>
    public static Func<RoomEvent, bool> Fits() => Fits(_ => 0);

    /// <summary>Cuts a page at the end that is farther from where it was read.</summary>
    public static LogPage Cut(LogPage page, ReadRequest request)
    {
        var details = page.Details.ToDictionary(d => d.Seq, Size);
        var fits = Fits(e => details.GetValueOrDefault(e.Seq));
        var events = request.Direction switch
        {
            ReadDirection.After => page.Events.TakeWhile(fits).ToImmutableArray(),
            ReadDirection.Before => [.. page.Events.Reverse().TakeWhile(fits).Reverse()],
            _ => Middle(page.Events, request.From, fits),
        };
        return events.Length == page.Events.Length
            ? page
            : page with
            {
                Events = events,
                More = true,
                Details = [.. page.Details.Where(d => d.Seq >= events[0].Seq && d.Seq <= events[^1].Seq)],
            };
    }

    /// <summary>From the middle outwards, so that what was asked for stays.</summary>
    private static ImmutableArray<RoomEvent> Middle(ImmutableArray<RoomEvent> events, long seq, Func<RoomEvent, bool> fits)
    {
        var (from, to) = (0, -1);
        foreach (var (e, i) in events.Select((e, i) => (e, i)).OrderBy(pair => Math.Abs(pair.e.Seq - seq)).ThenBy(pair => pair.i))
        {
            if (!fits(e)) break;
            (from, to) = to < 0 ? (i, i) : (Math.Min(from, i), Math.Max(to, i));
        }

        return events[from..(to + 1)];
    }

    private static Func<RoomEvent, bool> Fits(Func<RoomEvent, int> more)
    {
        var bytes = 0;
        return e =>
        {
            var first = bytes == 0;
            bytes += Weight(e) + more(e);
            return first || bytes <= Limits.PageBytes;
        };
    }

    /// <summary>What an event takes on the wire, as JSON in UTF-8: its text with the escapes that JSON needs, and some 300
    /// bytes for the rest.</summary>
    private static int Weight(RoomEvent e) => 300 + (e.Text is { } text
        ? Encoding.UTF8.GetByteCount(text) + text.Count(unit => unit is '"' or '\\' or '\n' or '\t')
        : 0);

    // Names and ids take place too: some 80 bytes each.
    private static int Size(MessageDetails details) => details.Reactions.Sum(reaction => 80 * (1 + reaction.First.Length));
}
