using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>Refusals on HTTP: problem details (RFC 9457) with the numbered code.</summary>
internal static class Problems
{
    public static ProblemHttpResult Of(ErrorCode code) => Of(new ChatException(code));

    public static ProblemHttpResult Of(ChatException refusal)
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
        return TypedResults.Problem(problem);
    }

    public static Task Write(HttpContext context, ErrorCode code) => Of(code).ExecuteAsync(context);
}
