using OrleansChat.Gateway.Doors.SocketIo.Engine;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>What the Socket.IO door says in the log.</summary>
internal static partial class SocketIoLog
{
    [LoggerMessage(451, LogLevel.Debug, "Socket.IO connection {Connection} ended: {How}")]
    public static partial void EngineEnded(this ILogger log, string connection, EngineEnd how);

    [LoggerMessage(452, LogLevel.Error, "Socket.IO connection {Connection} failed")]
    public static partial void ApplicationFailed(this ILogger log, string connection, Exception e);

    [LoggerMessage(453, LogLevel.Information, "Socket.IO connection {Connection}: {Event} is refused: {Code} {Name}")]
    public static partial void EventRefused(this ILogger log, string connection, string @event, int code, string name);

    [LoggerMessage(454, LogLevel.Error, "Socket.IO connection {Connection}: {Event} failed")]
    public static partial void EventFailed(this ILogger log, string connection, string @event, Exception e);

    [LoggerMessage(455, LogLevel.Warning, "Socket.IO connection {Connection}: its guest's name could not be given up: {Code} {Name}")]
    public static partial void NameNotGivenUp(this ILogger log, string connection, int code, string name);
}
