using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Gateway.Fanout;

/// <summary>Settings of the gateway's side of the fan-out, section <c>Fanout</c>.</summary>
public sealed class FanoutOptions
{
    /// <summary>How often a subscription is renewed; under half of the rooms' <c>SubscriptionLease</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan Renewal { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Observer objects of this gateway; rooms are spread over them. 0 means one per core.</summary>
    [Range(0, 256)]
    public int Observers { get; set; }

    /// <summary>Batches that may wait at one observer. Further ones are dropped, and read from the log when their
    /// number is missed (G4).</summary>
    [Range(1, 10_000_000)]
    public int QueuedBatches { get; set; } = 10_000;

    /// <summary>Bytes that the batches at one observer may weigh together. Further ones are dropped likewise.</summary>
    [Range(1024 * 1024, int.MaxValue)]
    public int QueuedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Newest events that each room's fan-out keeps, so that a session can join a busy room without a gap.</summary>
    [Range(1, 10_000)]
    public int RecentEvents { get; set; } = 100;

    /// <summary>Subscriptions renewed at the same time.</summary>
    [Range(1, 1_000)]
    public int ConcurrentRenewals { get; set; } = 32;
}
