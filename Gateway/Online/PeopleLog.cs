namespace OrleansChat.Gateway.Online;

/// <summary>What the gateway says about people in the log.</summary>
internal static partial class PeopleLog
{
    [LoggerMessage(601, LogLevel.Warning, "Who is online here could not be reported; it is tried again: {Reason}")]
    public static partial void ReportFailed(this ILogger log, string reason);

    [LoggerMessage(602, LogLevel.Information, "This gateway could not withdraw; its people are online until its lease ends: {Reason}")]
    public static partial void WithdrawFailed(this ILogger log, string reason);

    [LoggerMessage(603, LogLevel.Warning, "The queue of notices is full; {Count} are dropped, and direct rooms with news will be looked up")]
    public static partial void NoticesDropped(this ILogger log, int count);

    [LoggerMessage(604, LogLevel.Error, "A notice could not be passed on: {Kind}")]
    public static partial void NoticeFailed(this ILogger log, NoticeKind kind, Exception e);

    [LoggerMessage(605, LogLevel.Warning, "What {People} people may have missed could not be looked up; it is tried again: {Reason}")]
    public static partial void LookUpFailed(this ILogger log, int people, string reason);

    [LoggerMessage(606, LogLevel.Information, "Presence no longer knew this gateway; it reports everybody who is here")]
    public static partial void LeaseLost(this ILogger log);
}
