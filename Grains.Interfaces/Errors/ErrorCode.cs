namespace OrleansChat;

/// <summary>
/// Every refusal has one number, the same on every door. All numbers lie in 4000–4999, the range RFC 6455 §7.4.2
/// leaves to applications, so a code that ends a WebSocket is its close code as it stands.
/// The sentence, HTTP status and retry advice of each are in <see cref="ErrorTable"/>.
/// </summary>
public enum ErrorCode
{
    // 40xx: the connection
    Unauthorized = 4001,
    SessionExpired = 4002,
    OriginNotAllowed = 4003,
    ProtocolError = 4004,
    FrameTooLarge = 4005,
    UnknownMethod = 4006,
    BadArguments = 4007,
    SlowConsumer = 4009,
    GoingAway = 4010,
    TooManyConnections = 4011,
    EpochChanged = 4012,
    Idle = 4013,
    HandshakeTimeout = 4014,

    // 41xx: what was said
    EmptyText = 4101,
    TextTooLong = 4102,
    BadText = 4103,
    BadRoomName = 4104,
    BadName = 4105,
    BadId = 4106,
    BadPosition = 4107,
    BadPageLimit = 4108,
    BadEmoji = 4109,
    NameTaken = 4110,
    BadTopic = 4111,

    // 42xx: the room
    NoSuchRoom = 4201,
    NotAMember = 4202,
    IdReused = 4203,
    NoSuchMessage = 4204,
    MessageDeleted = 4205,
    NotAllowed = 4206,
    NoChange = 4207,
    NoSuchUser = 4208,

    // 43xx: limits of use
    RateLimited = 4301,
    TooManyRooms = 4302,
    TooManyReactions = 4303,
    RoomFull = 4304,

    // 45xx: the server
    InternalError = 4500,
    Unavailable = 4501,
    OutcomeUnknown = 4502,
    Busy = 4503,
}
