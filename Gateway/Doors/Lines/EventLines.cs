using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>The lines that events are, to people at terminals. Each ends with a line feed, and whatever somebody chose has
/// gone through <see cref="TerminalText"/>.</summary>
internal static class EventLines
{
    /// <summary>A room's event. Null for what isn't shown: a text that is gone, and what the viewer need not be told of
    /// themselves.</summary>
    public static string? Of(RoomEvent e)
    {
        var name = TerminalText.Of(e.Actor.Name);
        return e.Kind switch
        {
            EventKind.Message when e.Text is { } text && EventText.ActionOf(text) is { } deed => $"* {name} {TerminalText.Of(deed)}\n",
            _ => Of(e, name),
        };
    }

    /// <summary>An event of a direct room, which has two viewers who see it differently.</summary>
    /// <param name="e">The event.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="peer">The other one's name.</param>
    public static string? OfDirect(RoomEvent e, Guid viewer, string peer) =>
        Of(e, e.Actor.Id == viewer ? $"you -> {TerminalText.Of(peer)}" : $"{TerminalText.Of(e.Actor.Name)} -> you");

    private static string? Of(RoomEvent e, string name) => e.Kind switch
    {
        EventKind.Message when e.Text is { } text && EventText.ActionOf(text) is { } deed =>
            $"[{name}]: * {TerminalText.Of(e.Actor.Name)} {TerminalText.Of(deed)}\n",
        EventKind.Message => e.Text is { } text ? $"[{name}]: {TerminalText.Of(text)}\n" : null,
        EventKind.Edit => e.Text is { } text ? $"[{name}] edited: {TerminalText.Of(text)}\n" : null,
        EventKind.Delete => $"({name} deleted a message)\n",
        EventKind.React => $"({name} reacted with {TerminalText.Of(e.Emoji!)})\n",
        EventKind.Unreact => $"({name} took back {TerminalText.Of(e.Emoji!)})\n",
        _ => EventText.Sentence(e) is { } sentence ? $"{TerminalText.Of(sentence)}\n" : null,
    };
}

/// <summary>A frame's lines, made once for all who see it.</summary>
internal sealed class LineFrame
{
    private LineFrame(IReadOnlyList<(RoomEvent Event, string? Line)> lines) => Lines = lines;

    public IReadOnlyList<(RoomEvent Event, string? Line)> Lines { get; }

    public static LineFrame Of(Outgoing item) => new([.. ((EventFrame)item).Events.Select(e => (e, EventLines.Of(e)))]);
}
