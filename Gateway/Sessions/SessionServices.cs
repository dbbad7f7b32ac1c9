using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Hosting;

namespace OrleansChat.Gateway.Sessions;

/// <summary>What every session is given.</summary>
internal sealed record SessionServices(
    IChatEngine Engine,
    RoomFanouts Fanouts,
    RoomSenders Senders,
    EngineCalls Calls,
    RateLimits Rates,
    SessionSettings Options,
    GatewayMetrics Metrics,
    TimeProvider Time,
    ILogger<Session> Log);

/// <summary>What sessions say in the log.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(401, LogLevel.Information, "Connection {Connection} of user {User} is closed: {Code} {Name}")]
    public static partial void Closing(this ILogger log, string connection, Guid user, int code, string name);

    [LoggerMessage(402, LogLevel.Information, "Connection {Connection} can't be written to: {Reason}")]
    public static partial void WriteFailed(this ILogger log, string connection, string reason);

    [LoggerMessage(403, LogLevel.Information, "Connection {Connection}: {Method} is refused: {Code} {Name}")]
    public static partial void Refused(this ILogger log, string connection, string method, int code, string name);

    [LoggerMessage(404, LogLevel.Error, "Connection {Connection}: {Method} failed")]
    public static partial void Failed(this ILogger log, string connection, string method, Exception e);

    [LoggerMessage(407, LogLevel.Information, "Connection {Connection}: visits can't be ended now: {Reason}")]
    public static partial void VisitsNotEnded(this ILogger log, string connection, string reason);

    [LoggerMessage(406, LogLevel.Information, "Connection {Connection}: its token could not be rechecked: {Reason}")]
    public static partial void RecheckFailed(this ILogger log, string connection, string reason);

    [LoggerMessage(405, LogLevel.Warning, "A call to the engine failed ({Attempt}), the outcome is unknown: {Reason}")]
    public static partial void CallFailed(this ILogger log, int attempt, string reason);
}
