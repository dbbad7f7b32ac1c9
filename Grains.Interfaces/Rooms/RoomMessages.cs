using System.Collections.Immutable;

namespace OrleansChat;

/// <summary>Asks to become a member.</summary>
/// <param name="Actor">Who, as the gateway's session knows them.</param>
/// <param name="Id">The id of the join event, should one be written.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.JoinRequest")]
public sealed record JoinRequest(Actor Actor, Guid Id);

/// <summary>Asks to end a membership.</summary>
/// <param name="Actor">Who, as the gateway's session knows them.</param>
/// <param name="Id">The id of the leave event, should one be written.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.LeaveRequest")]
public sealed record LeaveRequest(Actor Actor, Guid Id);

/// <summary>Asks to write a message.</summary>
/// <param name="Actor">Who, as the gateway's session knows them.</param>
/// <param name="Id">The id the client chose for this message; the same for every retry of it.</param>
/// <param name="Text">The text: see <see cref="TextRules.CheckText"/>.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.SendRequest")]
public sealed record SendRequest(Actor Actor, Guid Id, string Text);

/// <summary>The answer to a committed write. A retry gets the same one.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">The log's epoch; with <paramref name="Seq"/> a position to resume from.</param>
/// <param name="Seq">The event's place in the room's order.</param>
/// <param name="At">The event's time.</param>
/// <param name="Id">The id the client chose.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Ack")]
public sealed record Ack(string Room, long Epoch, long Seq, DateTimeOffset At, Guid Id);

/// <summary>What became of one of several messages.</summary>
/// <param name="Ack">The ack, or null when it was refused.</param>
/// <param name="Refusal">The refusal's number, or null when it was written.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.SendResult")]
public sealed record SendResult(Ack? Ack, ErrorCode? Refusal);

/// <summary>Where a room's log stands.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">Changes when an operator declares that the database was restored from a backup (G5).</param>
/// <param name="Head">The last committed event's seq; 0 for an empty room.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.RoomPosition")]
public sealed record RoomPosition(string Room, long Epoch, long Head);

/// <summary>Which events to read.</summary>
public enum ReadDirection
{
    /// <summary>The newest events before <see cref="ReadRequest.From"/>.</summary>
    Before,

    /// <summary>The oldest events after <see cref="ReadRequest.From"/>.</summary>
    After,
}

/// <summary>Asks for a page of history.</summary>
/// <param name="Direction">Which way to read.</param>
/// <param name="From">The seq to read from, itself excluded; <see cref="long.MaxValue"/> with Before reads the newest.</param>
/// <param name="Limit">How many at the most, 1–<see cref="Limits.PageEvents"/>.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.ReadRequest")]
public sealed record ReadRequest(ReadDirection Direction, long From, int Limit);

/// <summary>A page of a room's events.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Head">The head when the page was read.</param>
/// <param name="Events">Ascending by seq, without gaps.</param>
/// <param name="More">Whether there are further events in the direction read.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.HistoryPage")]
public sealed record HistoryPage(string Room, long Epoch, long Head, ImmutableArray<RoomEvent> Events, bool More);

/// <summary>Asks that a gateway be told of a room's events.</summary>
/// <param name="GatewayId">The gateway process; one subscription per room and gateway, however many sessions.</param>
/// <param name="Observer">Where the events go.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.SubscribeRequest")]
public sealed record SubscribeRequest(string GatewayId, IGatewayObserver Observer);
