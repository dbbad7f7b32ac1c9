namespace OrleansChat;

/// <summary>Asks to write a message, or a change of one. Make it with one of the methods below.</summary>
/// <param name="Actor">Who, as the gateway's session knows them.</param>
/// <param name="Id">The id the client chose for this write; the same for every retry of it.</param>
/// <param name="Kind">What to write: Message, Edit, Delete, React, Unreact, Topic; and Rename, which a user's grain asks for.</param>
/// <param name="Text">For Message and Edit: the text, see <see cref="TextRules.CheckText"/>. For Rename the new name, for
/// Topic the new topic or null.</param>
/// <param name="Target">The message that is changed, or replied to.</param>
/// <param name="Emoji">For React and Unreact: see <see cref="TextRules.CheckEmoji"/>.</param>
/// <param name="Epoch">The epoch in which <paramref name="Target"/> was seen: in another one its number is another event's.
/// Null where nobody knows.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.WriteRequest")]
public sealed record WriteRequest(
    Actor Actor, Guid Id, EventKind Kind, string? Text, long? Target, string? Emoji, long? Epoch = null)
{
    /// <summary>A message; with <paramref name="replyTo"/>, one that answers another message of the room.</summary>
    public static WriteRequest Message(Actor actor, Guid id, string text, long? replyTo = null) =>
        new(actor, id, EventKind.Message, text, replyTo, null);

    /// <summary>Another text for one's own message.</summary>
    public static WriteRequest Edit(Actor actor, Guid id, long target, string text) =>
        new(actor, id, EventKind.Edit, text, target, null);

    /// <summary>A message's deletion: its text is removed from the log, a tombstone stays in its place.</summary>
    public static WriteRequest Delete(Actor actor, Guid id, long target) => new(actor, id, EventKind.Delete, null, target, null);

    /// <summary>A reaction: each user has each emoji on a message once.</summary>
    public static WriteRequest React(Actor actor, Guid id, long target, string emoji) =>
        new(actor, id, EventKind.React, null, target, emoji);

    /// <summary>A member's new name.</summary>
    public static WriteRequest Rename(Actor actor, Guid id, string name) => new(actor, id, EventKind.Rename, name, null, null);

    /// <summary>Another topic; null takes it away.</summary>
    public static WriteRequest Topic(Actor actor, Guid id, string? topic) => new(actor, id, EventKind.Topic, topic, null, null);

    /// <summary>The taking back of a reaction.</summary>
    public static WriteRequest Unreact(Actor actor, Guid id, long target, string emoji) =>
        new(actor, id, EventKind.Unreact, null, target, emoji);
}

/// <summary>The answer to a committed write. A retry gets the same one.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">The log's epoch; with <paramref name="Seq"/> a position to resume from.</param>
/// <param name="Seq">The event's place in the room's order.</param>
/// <param name="At">The event's time.</param>
/// <param name="Id">The id the client chose.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Ack")]
public sealed record Ack(string Room, long Epoch, long Seq, DateTimeOffset At, Guid Id);

/// <summary>What became of one of several writes.</summary>
/// <param name="Ack">The ack, or null when it was refused.</param>
/// <param name="Refusal">The refusal's number, or null when it was written.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.WriteResult")]
public sealed record WriteResult(Ack? Ack, ErrorCode? Refusal);
