using System.Text.Json.Serialization;

namespace OrleansChat;

/// <summary>What an event is. Numbers are stored and never reused; readers skip kinds they don't know.</summary>
[GenerateSerializer]
public enum EventKind
{
    /// <summary>Somebody became a member.</summary>
    Join = 1,

    /// <summary>Somebody ended the membership.</summary>
    Leave = 2,

    /// <summary>Somebody said something.</summary>
    Message = 3,

    /// <summary>A message's author gave it another text.</summary>
    Edit = 4,

    /// <summary>A message was deleted by its author or a moderator.</summary>
    Delete = 5,

    /// <summary>Somebody added a reaction to a message.</summary>
    React = 6,

    /// <summary>Somebody took a reaction back.</summary>
    Unreact = 7,

    /// <summary>A member has another name from now on: the actor's is the old one, the text the new one.</summary>
    Rename = 8,

    /// <summary>A member gave the room another topic, or took it away.</summary>
    Topic = 9,
}

/// <summary>A person as an event shows them: the name is the one they bore at the time.</summary>
/// <param name="Id">The user's stable id.</param>
/// <param name="Name">The name at the time of the event.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Actor")]
public sealed record Actor(Guid Id, string Name);

/// <summary>
/// One durable event of a room. A message that is read from the log comes in its state of that moment: its text is the
/// current one, or null when it was deleted. The changes themselves are events of their own behind it, so whoever takes
/// all events in order, and skips an edit at or before <see cref="Edited"/>, comes to the same state.
/// </summary>
/// <param name="Room">The room's name.</param>
/// <param name="Seq">The place in the room's order: the previous event's plus one, from 1 (G1).</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">The room's time, UTC, whole milliseconds, never before the previous event's.</param>
/// <param name="Actor">Who did it, as the server knows them (G10).</param>
/// <param name="Id">The id the client chose, or the server for it: once per room and actor (G3).</param>
/// <param name="Text">A message's text, or the text an edit gave it; the new name or topic. Null for other kinds, where the
/// text was deleted, and where a topic was taken away.</param>
/// <param name="Target">For an edit, a deletion or a reaction: the message it is about.</param>
/// <param name="ReplyTo">For a message that answers another one: that one's seq.</param>
/// <param name="Thread">For a message that answers another one: the seq of the thread's first message.</param>
/// <param name="Emoji">For a reaction, added or taken back: which.</param>
/// <param name="Edited">For a message: the seq of the edit that gave it its text, if any.</param>
/// <param name="Deleted">For a message: the seq of its deletion, if it was deleted.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.RoomEvent")]
public sealed record RoomEvent(
    string Room,
    long Seq,
    EventKind Kind,
    DateTimeOffset At,
    Actor Actor,
    Guid Id,
    string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Target = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReplyTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Thread = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Emoji = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Edited = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Deleted = null);
