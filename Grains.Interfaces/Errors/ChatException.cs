using System.Globalization;

namespace OrleansChat;

/// <summary>A refusal with a number. It travels from a room or user through the gateway to the client's door.</summary>
[GenerateSerializer]
[Alias("OrleansChat.ChatException")]
public sealed class ChatException : Exception
{
    /// <summary>Makes a refusal with the table's sentence.</summary>
    public ChatException(ErrorCode code)
        : this(code, TimeSpan.Zero)
    {
    }

    /// <summary>Makes a refusal that says how long to wait before the next attempt.</summary>
    public ChatException(ErrorCode code, TimeSpan retryAfter)
        : base(ErrorTable.Of(code).Sentence)
    {
        Code = code;
        RetryAfter = retryAfter;
    }

    /// <summary>Makes a refusal of a name, with one that is free.</summary>
    public ChatException(ErrorCode code, string suggestion)
        : this(code, TimeSpan.Zero) => Suggestion = suggestion;

    /// <summary>The number.</summary>
    [Id(0)]
    public ErrorCode Code { get; private set; }

    /// <summary>How long to wait before the next attempt; zero where the code sets no time.</summary>
    [Id(1)]
    public TimeSpan RetryAfter { get; private set; }

    /// <summary>What would be accepted instead; null where the code suggests nothing.</summary>
    [Id(2)]
    public string? Suggestion { get; private set; }

    /// <summary>The table's entry for <see cref="Code"/>.</summary>
    public ErrorInfo Info => ErrorTable.Of(Code);

    /// <summary>The form every text-only door carries: <c>4301 rate_limited [retry after 200 ms]: Too much …</c>, or
    /// <c>4110 name_taken [try ann2]: This name …</c>.</summary>
    public string ToWire()
    {
        var hint = Suggestion is { } suggestion ? $" [try {suggestion}]"
            : RetryAfter > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $" [retry after {Math.Ceiling(RetryAfter.TotalMilliseconds)} ms]")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(int)Code} {Info.Name}{hint}: {Info.Sentence}");
    }
}
