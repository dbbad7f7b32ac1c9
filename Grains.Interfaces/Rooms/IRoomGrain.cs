using System.Collections.Immutable;

namespace OrleansChat;

/// <summary>
/// A room: the one source of order for what happens in it. The key is the room's name.
/// <para>Guarantees, which the code is read against:</para>
/// <list type="bullet">
/// <item>A returned <see cref="Ack"/> means that the event is committed in the log (G2).</item>
/// <item>Events are numbered previous + 1 and handed to every subscribed gateway in that order (G1).</item>
/// <item>A write is identified by (room, actor, id). The same write again returns the first one's ack and makes no
/// second event; the same id with other content is <see cref="ErrorCode.IdReused"/> (G3). Of a deleted text nothing is
/// kept, not even a fingerprint: a retry of it is known by its id, kind and target alone.</item>
/// <item>A failed write is either known not to be in the log, or fails with <see cref="ErrorCode.OutcomeUnknown"/>,
/// after which the same write again tells.</item>
/// </list>
/// A direct room (<see cref="DirectRooms"/>) is to everybody but its people like a room that isn't there.
/// Every call may fail with <see cref="ChatException"/>; each names its codes.
/// </summary>
[Alias("OrleansChat.IRoomGrain")]
public interface IRoomGrain : IGrainWithStringKey
{
    /// <summary>Makes the actor a member, and the room with its first member. A member's join changes nothing, and so does
    /// that of a direct room's people, who have always been its members; it doesn't make that room.</summary>
    /// <exception cref="ChatException">NoSuchRoom (a direct one), BadRoomName, TooManyRooms, RoomFull, NotAMember (left meanwhile), Unavailable, OutcomeUnknown, Busy.</exception>
    [Alias("Join")]
    Task<Membership> Join(JoinRequest request);

    /// <summary>Ends the actor's membership. Leaving a room one isn't in changes nothing.</summary>
    /// <exception cref="ChatException">NoSuchRoom, NotAllowed (a direct one), Unavailable, OutcomeUnknown, Busy.</exception>
    [Alias("Leave")]
    Task<RoomPosition> Leave(LeaveRequest request);

    /// <summary>Writes a message or a change of one, a topic, or a member's new name. A direct room is made by its first
    /// message.</summary>
    /// <exception cref="ChatException">NoSuchRoom, NotAMember, EmptyText, TextTooLong, BadText, BadTopic, BadName, BadEmoji, NoSuchMessage,
    /// MessageDeleted, NotAllowed, NoChange, TooManyReactions, IdReused, EpochChanged, Unavailable, OutcomeUnknown, Busy.</exception>
    [Alias("Write")]
    Task<Ack> Write(WriteRequest request);

    /// <summary>Writes in the order given, each as <see cref="Write"/> would, each with its own answer. Calls that are
    /// under way at the same time reach a room in any order; whoever needs an order among writes puts them in one call.</summary>
    /// <exception cref="ChatException">NoSuchRoom, Unavailable: for all of them.</exception>
    [Alias("WriteAll")]
    Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests);

    /// <summary>Reads a page of the room's events, ascending by seq. A direct room shows itself to its people only, and to a
    /// gateway that reads for its fan-out, without a viewer.</summary>
    /// <exception cref="ChatException">NoSuchRoom, BadPageLimit, BadPosition, Unavailable.</exception>
    [Alias("Read")]
    Task<HistoryPage> Read(ReadRequest request);

    /// <summary>Reads everybody's reactions to one message, for a viewer.</summary>
    /// <exception cref="ChatException">NoSuchRoom, NoSuchMessage, Unavailable.</exception>
    [Alias("ReadReactions")]
    Task<ReactionList> ReadReactions(long message, Guid viewer);

    /// <summary>Subscribes a gateway, or renews its subscription, and returns the head, so that a gateway that missed
    /// the last event finds out (G4). Without renewal a subscription ends after the lease.</summary>
    /// <exception cref="ChatException">NoSuchRoom, Unavailable.</exception>
    [Alias("Subscribe")]
    Task<RoomPosition> Subscribe(SubscribeRequest request);

    /// <summary>Ends a gateway's subscription at once. Unknown gateways are ignored.</summary>
    [Alias("Unsubscribe")]
    Task Unsubscribe(string gatewayId);
}
