using System.Text.Json;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>Events and notices as clients of the chat dialect know them.</summary>
internal static class ChatFrames
{
    /// <summary>A frame of events, each as a frame of its own.</summary>
    public sealed record Encoded(byte[][] Frames);

    /// <summary>What an item is to such a client.</summary>
    public static Encoded Of(Outgoing item) => new(item switch
    {
        EventFrame events => [.. events.Events.Select(e => Bytes(Of(e)))],
        NoticeFrame { Notice: AnnouncementNotice said } => [System(said.Text, said.At)],
        // Who comes and goes is said where they do, by the joins and leaves of rooms; saying it twice would be noise.
        _ => [],
    });

    /// <summary>One event.</summary>
    public static object Of(RoomEvent e) => e switch
    {
        { Kind: EventKind.Message, Deleted: null, Text: { } text } => Message(e, text),
        _ when EventText.Sentence(e) is { } sentence =>
            new { type = "system", message = sentence, timestamp = e.At, room = e.Room, seq = e.Seq },
        // What changes a message: for those who know what it is; others ignore the type.
        _ => new { type = "event", @event = e },
    };

    private static object Message(RoomEvent e, string text)
    {
        text = EventText.ActionOf(text) is { } deed ? $"* {e.Actor.Name} {deed}" : text;
        var isPrivate = DirectRooms.IsDirect(e.Room);
        return new
        {
            type = "chat",
            username = e.Actor.Name,
            message = isPrivate ? $"[private] {text}" : text,
            timestamp = e.At,
            room = e.Room,
            seq = e.Seq,
            id = e.Id,
            userId = e.Actor.Id,
            @private = isPrivate,
        };
    }

    private static byte[] System(string message, DateTimeOffset at) => Bytes(new { type = "system", message, timestamp = at });

    private static byte[] Bytes(object frame) => JsonSerializer.SerializeToUtf8Bytes(frame, frame.GetType(), EventJson.Options);
}
