namespace OrleansChat;

/// <summary>What a member may do.</summary>
[GenerateSerializer]
public enum MemberRole
{
    /// <summary>Speak, and change what one said oneself.</summary>
    Member = 0,

    /// <summary>Also delete what others said. Whoever makes a room moderates it, for as long as they stay;
    /// <see cref="Limits.CommonRoom"/> has no moderator.</summary>
    Moderator = 1,
}

/// <summary>Asks to become a member.</summary>
/// <param name="Actor">Who, as the gateway's session knows them.</param>
/// <param name="Id">The id of the join event, should one be written.</param>
/// <param name="After">The last seq the client knows, or 0. A room that knows less looks into its log first: it may be
/// an activation that another one has overtaken.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.JoinRequest")]
public sealed record JoinRequest(Actor Actor, Guid Id, long After = 0);

/// <summary>The answer to a join.</summary>
/// <param name="Position">Where the room's log stands.</param>
/// <param name="Role">What the member may do.</param>
/// <param name="IsNew">Whether the membership began with this very join, or an earlier attempt of the same id.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Membership")]
public sealed record Membership(RoomPosition Position, MemberRole Role, bool IsNew);

/// <summary>Asks to end a membership.</summary>
/// <param name="Actor">Who, as the gateway's session knows them.</param>
/// <param name="Id">The id of the leave event, should one be written.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.LeaveRequest")]
public sealed record LeaveRequest(Actor Actor, Guid Id);

/// <summary>Where a room's log stands.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">Changes when an operator declares that the database was restored from a backup (G5).</param>
/// <param name="Head">The last committed event's seq; 0 for an empty room.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.RoomPosition")]
public sealed record RoomPosition(string Room, long Epoch, long Head);

/// <summary>Asks that a gateway be told of a room's events.</summary>
/// <param name="GatewayId">The gateway process; one subscription per room and gateway, however many sessions.</param>
/// <param name="Observer">Where the events go.</param>
/// <param name="After">The last seq the gateway knows, or 0; see <see cref="JoinRequest.After"/>.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.SubscribeRequest")]
public sealed record SubscribeRequest(string GatewayId, IGatewayObserver Observer, long After = 0);
