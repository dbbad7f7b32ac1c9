namespace OrleansChat.Chaos.Records;

/// <summary>One request of a client, and what it was answered. A wish that was not acknowledged is tried again.</summary>
/// <param name="Number">Counts all attempts of the run in the order they left.</param>
/// <param name="Connection">The connection it went out on; no two have the same.</param>
internal sealed record Attempt(long Number, long Connection, string Room, Guid Actor, Wish Wish, DateTimeOffset At)
{
    /// <summary>The acknowledgement; null when there was none on this connection.</summary>
    public HubAck? Ack { get; set; }

    /// <summary>When the acknowledgement came.</summary>
    public DateTimeOffset AckedAt { get; set; }

    /// <summary>The refusal; null when there was none.</summary>
    public ErrorCode? Refusal { get; set; }
}
