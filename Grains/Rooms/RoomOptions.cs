using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Rooms;

/// <summary>Settings of rooms, section <c>Rooms</c>. docs/configuration.md has one line for each.</summary>
public sealed class RoomOptions
{
    /// <summary>Newest events a room keeps in memory, so that a join or a short resume reads nothing.</summary>
    [Range(10, 10_000)]
    public int RecentEvents { get; set; } = 200;

    /// <summary>Writes that may wait in one room; further ones are refused with Busy.</summary>
    [Range(1, 1_000_000)]
    public int QueuedWrites { get; set; } = 1_000;

    /// <summary>Events one append carries at the most.</summary>
    [Range(1, 10_000)]
    public int AppendEvents { get; set; } = 200;

    /// <summary>How long a write may wait for a database that doesn't answer before it fails with a retryable error.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a gateway's subscription lasts without renewal. Gateways renew every 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SubscriptionLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries to one gateway that may fail in a row before it is dropped.</summary>
    [Range(1, 1_000)]
    public int DeliveryFailures { get; set; } = 3;

    /// <summary>Rooms one user may be a member of.</summary>
    [Range(1, 1_000_000)]
    public int RoomsPerUser { get; set; } = 500;

    /// <summary>Members one room may have. A room keeps them all in memory, some 50 bytes each.</summary>
    [Range(1, 10_000_000)]
    public int MembersPerRoom { get; set; } = 100_000;

    /// <summary>Reactions one message may have, of all people and emoji together.</summary>
    [Range(1, 100_000)]
    public int ReactionsPerMessage { get; set; } = 1_000;
}
