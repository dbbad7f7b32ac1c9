using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Rooms;

/// <summary>What rooms say in the log.</summary>
internal static partial class RoomLogMessages
{
    [LoggerMessage(101, LogLevel.Information, "Room {Room} dropped gateway {Gateway}: its lease ended")]
    public static partial void SubscriptionExpired(this ILogger log, string room, string gateway);

    [LoggerMessage(102, LogLevel.Warning, "Room {Room} could not deliver to gateway {Gateway} ({Failures} in a row): {Reason}")]
    public static partial void DeliveryFailed(this ILogger log, string room, string gateway, int failures, string reason);

    [LoggerMessage(103, LogLevel.Warning, "Room {Room} could not save its subscribed gateways; it will try again")]
    public static partial void SubscriptionsNotSaved(this ILogger log, string room, Exception e);

    [LoggerMessage(104, LogLevel.Warning, "Room {Room}: an append of {Events} events ended as {Outcome}; head {Head}")]
    public static partial void AppendNotCommitted(this ILogger log, string room, int events, Log.AppendOutcome outcome, long head);

    [LoggerMessage(105, LogLevel.Error, "Room {Room}: writing failed unexpectedly; {Writes} writes are refused")]
    public static partial void WritingFailed(this ILogger log, string room, int writes, Exception e);

    [LoggerMessage(107, LogLevel.Error, "Room {Room}: a write failed unexpectedly; its outcome is said to be unknown")]
    public static partial void WriteFailed(this ILogger log, string room, Exception e);

    [LoggerMessage(108, LogLevel.Information, "Room {Room}: its news could not be told yet: {Reason}")]
    public static partial void NewsNotTold(this ILogger log, string room, string reason);

    [LoggerMessage(106, LogLevel.Error, "Room {Room} was at {Known}, and its log isn't any more: was a backup restored? Begin a new epoch; until then the room is closed")]
    public static partial void LogWentBack(this ILogger log, string room, long known);
}
