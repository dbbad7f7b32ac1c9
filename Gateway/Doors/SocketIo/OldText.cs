namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>What an error looks like in the old dialect.</summary>
internal sealed record OldError(bool Error, string Msg);

/// <summary>What a message looks like in the old dialect.</summary>
internal sealed record OldMessage(string Room, string Type, string Username, string Message);

/// <summary>What a message to one person looks like in the old dialect.</summary>
internal sealed record OldPrivateMessage(string Room, string Type, string Username, string Message, string Target);

/// <summary>The old dialect's words.</summary>
internal static class OldText
{
    /// <summary>A refusal. Whoever isn't in a room is told so in the words that this dialect's clients know.</summary>
    public static OldError Error(ChatException refusal) =>
        new(true, refusal.Code == ErrorCode.NotAMember ? "You're not part of a room yet" : refusal.Info.Sentence);

    /// <summary>What others are told of an event: an object for a message, a sentence for what somebody did, null for what
    /// this dialect has no words for.</summary>
    public static object? Of(RoomEvent e) => e.Kind switch
    {
        EventKind.Message when e.Text is { } text => new OldMessage(e.Room, "generic", e.Actor.Name, Shown(e.Actor, text)),
        EventKind.Join => $"{e.Actor.Name} has joined !",
        EventKind.Leave => $"{e.Actor.Name} has left !",
        _ => EventText.Sentence(e),
    };

    /// <summary>What somebody is told of a message to them; null for what this dialect has no words for.</summary>
    public static OldPrivateMessage? Private(RoomEvent e, string room, string receiver) =>
        e is { Kind: EventKind.Message, Text: { } text }
            ? new OldPrivateMessage(room, "private", e.Actor.Name, Shown(e.Actor, text), $"@{receiver}")
            : null;

    private static string Shown(Actor author, string text) => EventText.ActionOf(text) is { } deed ? $"* {author.Name} {deed}" : text;
}
