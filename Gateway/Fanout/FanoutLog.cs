namespace OrleansChat.Gateway.Fanout;

/// <summary>What the fan-out says in the log.</summary>
internal static partial class FanoutLog
{
    [LoggerMessage(301, LogLevel.Debug, "Room {Room}: reading events {After} to {Head} that did not come")]
    public static partial void FillingGap(this ILogger log, string room, long after, long head);

    [LoggerMessage(302, LogLevel.Warning, "Room {Room}: reading missed events failed: {Reason}")]
    public static partial void FillFailed(this ILogger log, string room, string reason);

    [LoggerMessage(303, LogLevel.Information, "Room {Room}: unsubscribing failed: {Reason}")]
    public static partial void UnsubscribeFailed(this ILogger log, string room, string reason);

    [LoggerMessage(304, LogLevel.Warning, "Room {Room}: renewing the subscription failed: {Reason}")]
    public static partial void RenewalFailed(this ILogger log, string room, string reason);

    [LoggerMessage(305, LogLevel.Warning, "An observer's queue is full; a batch of room {Room} is dropped and will be read from the log")]
    public static partial void BatchDropped(this ILogger log, string room);

    [LoggerMessage(306, LogLevel.Error, "Room {Room}: a batch could not be passed on; it will be read from the log")]
    public static partial void BatchFailed(this ILogger log, string room, Exception e);

    [LoggerMessage(307, LogLevel.Information, "Room {Room}: its log of epoch {Epoch} was replaced; {Count} connections are told to join again")]
    public static partial void LogReplaced(this ILogger log, string room, long epoch, int count);
}
