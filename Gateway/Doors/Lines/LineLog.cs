using System.Net;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>What the line door says in the log.</summary>
internal static partial class LineLog
{
    [LoggerMessage(521, LogLevel.Information, "TCP lines: listening on {EndPoint}")]
    public static partial void Listening(this ILogger log, EndPoint? endPoint);

    [LoggerMessage(528, LogLevel.Warning, "TCP connection {Connection}: its user's session could not be ended: {Code} {Name}")]
    public static partial void NotClosed(this ILogger log, string connection, int code, string name);

    [LoggerMessage(527, LogLevel.Warning, "TCP lines: port {Port} is in use by another program, and Tcp:Port names none: the door stays closed")]
    public static partial void PortInUse(this ILogger log, int port);

    [LoggerMessage(522, LogLevel.Information, "TCP connection {Connection}: {Address} connected")]
    public static partial void Connected(this ILogger log, string connection, EndPoint? address);

    [LoggerMessage(523, LogLevel.Information, "TCP connection {Connection}: {Address} is user {User}")]
    public static partial void Named(this ILogger log, string connection, EndPoint? address, Guid user);

    [LoggerMessage(524, LogLevel.Information, "TCP connection {Connection}: {Address} has ended: {How}")]
    public static partial void Ended(this ILogger log, string connection, EndPoint? address, LineEnd how);

    [LoggerMessage(525, LogLevel.Information, "TCP connection {Connection}: {Address} is turned away: {Code} {Name}")]
    public static partial void TurnedAway(this ILogger log, string connection, EndPoint? address, int code, string name);
}
