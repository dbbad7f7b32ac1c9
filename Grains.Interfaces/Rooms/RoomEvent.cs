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
}

/// <summary>A person as an event shows them: the name is the one they bore at the time.</summary>
/// <param name="Id">The user's stable id.</param>
/// <param name="Name">The name at the time of the event.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Actor")]
public sealed record Actor(Guid Id, string Name);

/// <summary>One durable event of a room.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Seq">The place in the room's order: the previous event's plus one, from 1 (G1).</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">The room's time, UTC, whole milliseconds, never before the previous event's.</param>
/// <param name="Actor">Who did it, as the server knows them (G10).</param>
/// <param name="Id">The id the client chose, or the server for it: once per room and actor (G3).</param>
/// <param name="Text">A message's text; null for other kinds.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.RoomEvent")]
public sealed record RoomEvent(string Room, long Seq, EventKind Kind, DateTimeOffset At, Actor Actor, Guid Id, string? Text);
