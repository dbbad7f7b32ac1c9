using System.Text.Json.Serialization;

namespace OrleansChat.Gateway.Commands;

/// <summary>A refusal as the JSON doors carry it.</summary>
/// <param name="Code">The number.</param>
/// <param name="Error">The stable name.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Retry">What can help: never, later or reconnect.</param>
/// <param name="RetryAfterMs">How long to wait before the next attempt, in milliseconds, where the server sets a time.</param>
/// <param name="Suggestion">What would be accepted instead, where the server has a suggestion.</param>
internal sealed record WireError(
    int Code,
    string Error,
    string Message,
    Retry Retry,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Suggestion)
{
    /// <summary>A refusal's form.</summary>
    public static WireError Of(ChatException refusal) => new(
        (int)refusal.Code,
        refusal.Info.Name,
        refusal.Info.Sentence,
        refusal.Info.Retry,
        refusal.RetryAfter > TimeSpan.Zero ? (long)Math.Ceiling(refusal.RetryAfter.TotalMilliseconds) : null,
        refusal.Suggestion);
}
