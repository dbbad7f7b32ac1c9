using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>Refusals on HTTP: problem details (RFC 9457) with the numbered code.</summary>
internal static class Problems
{
    public static Task Write(HttpContext context, ErrorCode code) => Write(context, new ChatException(code));

    /// <summary>Answers with the problem, and logs one line, of an address that is refused all the time no more than a few a second.</summary>
    public static Task Write(HttpContext context, ChatException refusal)
    {
        // Nobody is asked for a token before this: so a log must not grow with whatever comes.
        var mayLog = context.RequestServices.GetRequiredService<AddressLimits>().MayLog(context.Connection.RemoteIpAddress);
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems));
        if (mayLog) log.Refused(context.Connection.Id, $"{context.Request.Method} {context.Request.Path}", (int)refusal.Code, refusal.Info.Name);
        if (refusal.RetryAfter > TimeSpan.Zero)
            context.Response.Headers.RetryAfter = Math.Ceiling(refusal.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Of(refusal).ExecuteAsync(context);
    }

    private static ProblemHttpResult Of(ChatException refusal)
    {
        var info = refusal.Info;
        var problem = new ProblemDetails
        {
            Type = $"urn:orleanschat:error:{info.Name}",
            Title = info.Name,
            Status = info.HttpStatus,
            Detail = info.Sentence,
        };
        problem.Extensions["code"] = (int)info.Code;
        problem.Extensions["error"] = info.Name;
        problem.Extensions["retry"] = info.Retry.ToString().ToLowerInvariant();
        if (refusal.RetryAfter > TimeSpan.Zero) problem.Extensions["retryAfterMs"] = Math.Ceiling(refusal.RetryAfter.TotalMilliseconds);
        if (refusal.Suggestion is { } suggestion) problem.Extensions["suggestion"] = suggestion;
        return TypedResults.Problem(problem);
    }
}
