using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Online;

/// <summary>What presence says in the log.</summary>
internal static partial class PresenceLog
{
    [LoggerMessage(501, LogLevel.Information, "Gateway {Gateway} has no lease: its people are offline until it reports completely")]
    public static partial void LeaseOver(this ILogger log, string gateway);

    [LoggerMessage(502, LogLevel.Warning, "A notice could not be sent to gateway {Gateway}: {Reason}")]
    public static partial void NoticeFailed(this ILogger log, string gateway, string reason);

    [LoggerMessage(503, LogLevel.Warning, "Nobody is told of {People} visits: {Reason}")]
    public static partial void VisitsNotTold(this ILogger log, int people, string reason);

    [LoggerMessage(504, LogLevel.Warning, "The gateways' leases could not be looked at: {Reason}")]
    public static partial void LeasesNotLookedAt(this ILogger log, string reason);

    [LoggerMessage(505, LogLevel.Warning, "The announcement was not made: {Reason}")]
    public static partial void NotAnnounced(this ILogger log, string reason);

    [LoggerMessage(506, LogLevel.Warning, "Visits of people who are gone could not be ended: {Reason}")]
    public static partial void VisitsNotEnded(this ILogger log, string reason);

    [LoggerMessage(507, LogLevel.Warning, "Sessions that expired could not be forgotten: {Reason}")]
    public static partial void SessionsNotForgotten(this ILogger log, string reason);
}
