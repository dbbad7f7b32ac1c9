using System.Collections.Concurrent;
using System.Text;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>What one connection sees of what comes out of its outbox.</summary>
internal sealed class LineView(LineRooms rooms, LineIds ids)
{
    private readonly ConcurrentDictionary<string, string> _peers = new(StringComparer.Ordinal);

    /// <summary>Whose connection it is.</summary>
    public Guid Viewer { get; set; }

    /// <summary>The lines that these are.</summary>
    public string Of(IReadOnlyList<Outgoing> items)
    {
        var lines = new StringBuilder();
        foreach (var item in items)
        {
            if (item is NoticeFrame notice) lines.Append(Of(notice.Notice));
            else foreach (var (e, line) in item.EncodedAs(LineFrame.Of).Lines) Add(lines, e, line);
        }

        return lines.ToString();
    }

    private void Add(StringBuilder lines, RoomEvent e, string? line)
    {
        // What was said on this connection isn't echoed; the user's other connections show it.
        if (line is null || (e.Kind == EventKind.Message && e.Actor.Id == Viewer && ids.IsMine(e.Id))) return;
        if (DirectRooms.IsDirect(e.Room))
        {
            lines.Append(EventLines.OfDirect(e, Viewer, _peers.GetValueOrDefault(e.Room, "?")));
            return;
        }

        if (e.Actor.Id == Viewer && e.Kind is EventKind.Join or EventKind.Rename or EventKind.Leave)
        {
            // Another connection of this user may have left the room for all of them.
            if (e.Kind == EventKind.Leave && rooms.Remove(e.Room)) lines.Append(LineText.Left(e.Room));
            return;
        }

        if (!string.Equals(e.Room, rooms.Current, StringComparison.Ordinal)) lines.Append('#').Append(TerminalText.Of(e.Room)).Append(' ');
        lines.Append(line);
    }

    private string Of(ClientNotice notice)
    {
        switch (notice)
        {
            case AnnouncementNotice { Text: var text }:
                return $"*** {TerminalText.Of(text)}\n";
            case RenamedNotice { User: var user }:
                return $"You are now known as {TerminalText.Of(user.Name)}\n";
            case DirectNotice { Room: var room, With: var peer }:
                _peers[room] = peer.Name;
                return "";
            default:
                // Who is online is asked for with /users: a terminal is no place for everybody's coming and going.
                return "";
        }
    }
}
