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

    /// <summary>The number.</summary>
    [Id(0)]
    public ErrorCode Code { get; private set; }

    /// <summary>How long to wait before the next attempt; zero where the code sets no time.</summary>
    [Id(1)]
    public TimeSpan RetryAfter { get; private set; }

    /// <summary>The table's entry for <see cref="Code"/>.</summary>
    public ErrorInfo Info => ErrorTable.Of(Code);

    /// <summary>The form every text-only door carries: <c>4301 rate_limited [retry after 200 ms]: Too many …</c>.</summary>
    public string ToWire()
    {
        var wait = RetryAfter > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $" [retry after {Math.Ceiling(RetryAfter.TotalMilliseconds)} ms]")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(int)Code} {Info.Name}{wait}: {Info.Sentence}");
    }
}
