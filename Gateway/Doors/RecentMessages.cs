using System.Text;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors;

/// <summary>The latest messages of a room, for doors that show them to whoever comes in. A room's latest events may be
/// people who come and go, so it looks further back than one page, but not for ever.</summary>
internal static class RecentMessages
{
    private const int FurthestPages = 5;

    /// <summary>At most <paramref name="count"/> messages, the oldest first, that together fit into one page's bytes.</summary>
    /// <param name="session">Who reads.</param>
    /// <param name="latest">The latest page, which is the last one read if no more can be had.</param>
    /// <param name="count">How many.</param>
    public static async Task<IReadOnlyList<RoomEvent>> Read(Session session, HistoryPage latest, int count)
    {
        var found = new List<RoomEvent>(count);
        var bytes = 0;
        var page = latest;
        for (var pages = 1; ; pages++)
        {
            foreach (var message in page.Events.Reverse().Where(e => e is { Kind: EventKind.Message, Deleted: null, Text: not null }))
            {
                bytes += Encoding.UTF8.GetByteCount(message.Text!);
                if (found.Count == count || bytes > Limits.PageBytes) return Ordered();
                found.Add(message);
            }

            if (!page.More || pages == FurthestPages || found.Count == count) return Ordered();
            try
            {
                page = await session.History(latest.Room, page.Events[0].Seq, Limits.PageEvents);
            }
            catch (ChatException)
            {
                // Fewer, then: they are a courtesy.
                return Ordered();
            }
        }

        List<RoomEvent> Ordered()
        {
            found.Reverse();
            return found;
        }
    }
}
