using System.Collections.Frozen;

namespace OrleansChat;

/// <summary>Whether doing it again can help.</summary>
public enum Retry
{
    /// <summary>The same request will be refused again.</summary>
    Never,

    /// <summary>The same request, with the same id, may succeed later.</summary>
    Later,

    /// <summary>A new connection that resumes from its last position goes on where this one ended.</summary>
    Reconnect,
}

/// <summary>What is known of an error code.</summary>
/// <param name="Code">The number.</param>
/// <param name="Name">The stable name, in snake_case.</param>
/// <param name="Sentence">One sentence for a person.</param>
/// <param name="Retry">Whether doing it again can help.</param>
/// <param name="HttpStatus">The status on the REST door and in a refused handshake.</param>
public sealed record ErrorInfo(ErrorCode Code, string Name, string Sentence, Retry Retry, int HttpStatus);

/// <summary>The one table of errors. docs/protocol.md repeats it, and a test compares the two.</summary>
public static class ErrorTable
{
    private static readonly FrozenDictionary<ErrorCode, ErrorInfo> ByCode = new ErrorInfo[]
    {
        new(ErrorCode.Unauthorized, "unauthorized", "The token is missing, unknown or revoked.", Retry.Never, 401),
        new(ErrorCode.SessionExpired, "session_expired", "The session has expired; open a new one.", Retry.Never, 401),
        new(ErrorCode.OriginNotAllowed, "origin_not_allowed", "This page's origin is not on the server's list.", Retry.Never, 403),
        new(ErrorCode.ProtocolError, "protocol_error", "The frame is not a valid message of this protocol.", Retry.Reconnect, 400),
        new(ErrorCode.FrameTooLarge, "frame_too_large", "The frame is over the limit of 64 KiB.", Retry.Reconnect, 413),
        new(ErrorCode.UnknownMethod, "unknown_method", "There is no such method.", Retry.Never, 404),
        new(ErrorCode.BadArguments, "bad_arguments", "The arguments do not fit the method.", Retry.Never, 400),
        new(ErrorCode.SlowConsumer, "slow_consumer", "This client does not read fast enough; its outbox is full.", Retry.Reconnect, 503),
        new(ErrorCode.GoingAway, "going_away", "The server is shutting down.", Retry.Reconnect, 503),
        new(ErrorCode.TooManyConnections, "too_many_connections", "This user has too many connections.", Retry.Later, 429),
        new(ErrorCode.EpochChanged, "epoch_changed", "The server's database was restored from a backup; join your rooms again.", Retry.Reconnect, 503),
        new(ErrorCode.Idle, "idle", "The connection was idle for too long.", Retry.Reconnect, 408),
        new(ErrorCode.HandshakeTimeout, "handshake_timeout", "The handshake took too long.", Retry.Reconnect, 408),
        new(ErrorCode.EmptyText, "empty_text", "A message needs text.", Retry.Never, 400),
        new(ErrorCode.TextTooLong, "text_too_long", "The text is over the limit of 8 KiB of UTF-8.", Retry.Never, 413),
        new(ErrorCode.BadText, "bad_text", "The text holds a control character or is not valid Unicode.", Retry.Never, 400),
        new(ErrorCode.BadRoomName, "bad_room_name", "A room name is 1 to 64 letters, digits, '-', '_' or '.', and begins with a letter or digit.", Retry.Never, 400),
        new(ErrorCode.BadName, "bad_name", "A name is 1 to 32 visible characters without spaces at its ends or quotes, does not begin with '@', '/' or '#', and does not mix alphabets.", Retry.Never, 400),
        new(ErrorCode.BadId, "bad_id", "The id is not a UUID.", Retry.Never, 400),
        new(ErrorCode.BadPosition, "bad_position", "A position is a seq, or epoch:seq, and not negative.", Retry.Never, 400),
        new(ErrorCode.BadPageLimit, "bad_page_limit", "A page holds 1 to 200 events.", Retry.Never, 400),
        new(ErrorCode.BadEmoji, "bad_emoji", "A reaction is one emoji.", Retry.Never, 400),
        new(ErrorCode.NameTaken, "name_taken", "This name, or one that looks like it, is taken.", Retry.Never, 409),
        new(ErrorCode.BadTopic, "bad_topic", "A topic is one line of at most 250 characters.", Retry.Never, 400),
        new(ErrorCode.NoSuchRoom, "no_such_room", "There is no such room.", Retry.Never, 404),
        new(ErrorCode.NotAMember, "not_a_member", "You are not a member of this room; join it first.", Retry.Never, 403),
        new(ErrorCode.IdReused, "id_reused", "This id was already used for something else.", Retry.Never, 409),
        new(ErrorCode.NoSuchMessage, "no_such_message", "There is no such message in this room.", Retry.Never, 404),
        new(ErrorCode.MessageDeleted, "message_deleted", "This message was deleted.", Retry.Never, 410),
        new(ErrorCode.NotAllowed, "not_allowed", "You may not do that here: only its author edits a message, only its author or a moderator deletes it, and nobody leaves a direct room.", Retry.Never, 403),
        new(ErrorCode.NoChange, "no_change", "That reaction is already there, or already gone.", Retry.Never, 409),
        new(ErrorCode.NoSuchUser, "no_such_user", "There is nobody of that name.", Retry.Never, 404),
        new(ErrorCode.RateLimited, "rate_limited", "Too much at once; wait a moment.", Retry.Later, 429),
        new(ErrorCode.TooManyRooms, "too_many_rooms", "You are in too many rooms; leave one first.", Retry.Never, 409),
        new(ErrorCode.TooManyReactions, "too_many_reactions", "This message has as many reactions as it may have.", Retry.Never, 409),
        new(ErrorCode.RoomFull, "room_full", "This room has as many members as it may have.", Retry.Later, 409),
        new(ErrorCode.InternalError, "internal_error", "The server failed to handle this request.", Retry.Later, 500),
        new(ErrorCode.Unavailable, "unavailable", "The server cannot reach the room now.", Retry.Later, 503),
        new(ErrorCode.OutcomeUnknown, "outcome_unknown", "It is not known whether this was written; send it again with the same id.", Retry.Later, 503),
        new(ErrorCode.Busy, "busy", "The room's queue is full.", Retry.Later, 503),
    }.ToFrozenDictionary(info => info.Code);

    /// <summary>All errors, by ascending code.</summary>
    public static IReadOnlyList<ErrorInfo> All { get; } = [.. ByCode.Values.OrderBy(info => info.Code)];

    /// <summary>Looks up a code. Every member of <see cref="ErrorCode"/> has an entry.</summary>
    public static ErrorInfo Of(ErrorCode code) => ByCode[code];
}
