namespace OrleansChat.Gateway.Sessions;

internal sealed partial class Session
{
    /// <summary>Says something.</summary>
    public Task<Ack> Send(string? room, string? id, string? text) => Write(room, id, EventKind.Message, text: text);

    /// <summary>Answers a message of the room.</summary>
    public Task<Ack> Reply(string? room, string? id, long replyTo, string? text) =>
        Write(room, id, EventKind.Message, replyTo, text);

    /// <summary>Gives one's own message another text.</summary>
    public Task<Ack> Edit(string? room, string? id, long target, string? text) => Write(room, id, EventKind.Edit, target, text);

    /// <summary>Deletes one's own message, or as a moderator any.</summary>
    public Task<Ack> Delete(string? room, string? id, long target) => Write(room, id, EventKind.Delete, target);

    /// <summary>Adds a reaction to a message.</summary>
    public Task<Ack> React(string? room, string? id, long target, string? emoji) =>
        Write(room, id, EventKind.React, target, emoji: emoji);

    /// <summary>Takes a reaction back.</summary>
    public Task<Ack> Unreact(string? room, string? id, long target, string? emoji) =>
        Write(room, id, EventKind.Unreact, target, emoji: emoji);

    /// <summary>Gives the room another topic; null or an empty one takes it away.</summary>
    public Task<Ack> Topic(string? room, string? id, string? topic) =>
        Write(room, id, EventKind.Topic, text: string.IsNullOrEmpty(topic) ? null : topic);

    /// <summary>
    /// Every write's way: what can be checked without the room is checked here, then it takes its place behind those
    /// that came before it. With the id of an earlier write, returns that one's ack. Writes of one connection to one
    /// room keep the order in which this is called: there is no await before the queue.
    /// </summary>
    private Task<Ack> Write(string? room, string? id, EventKind kind, long? target = null, string? text = null, string? emoji = null)
    {
        CheckRoom(room);
        // A target's number means the event of the log that this connection heard.
        var epoch = target is not null && _epochs.TryGetValue(room!, out var heard) ? heard : (long?)null;
        var request = new WriteRequest(User, IdOf(id), kind, text, target, emoji, epoch);
        if (kind is EventKind.Message or EventKind.Edit) TextRules.CheckText(text);
        if (kind is EventKind.React or EventKind.Unreact) TextRules.CheckEmoji(emoji);
        CheckOpen();
        services.Rates.CheckMessage(User.Id);
        return services.Senders.Write(room!, request);
    }

    // The parser is lenient (spaces, signs); an ack repeats the id as it was sent, but in lower case.
    private static Guid IdOf(string? id) =>
        Guid.TryParseExact(id, "D", out var parsed) && parsed != Guid.Empty
        && string.Equals(parsed.ToString("D"), id, StringComparison.OrdinalIgnoreCase)
            ? parsed
            : throw new ChatException(ErrorCode.BadId);
}
