using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Gateway.Sessions;

/// <summary>What one user or connection may use, section <c>Sessions</c>. docs/configuration.md has one line for each.</summary>
public sealed class SessionSettings
{
    /// <summary>Events that may wait for a client that reads slowly; one more closes it with 4009.</summary>
    [Range(200, 1_000_000)]
    public int OutboxEvents { get; set; } = 1_000;

    /// <summary>Bytes of encoded events that may wait for a client that reads slowly; more closes it with 4009.</summary>
    [Range(512 * 1024, 1024 * 1024 * 1024)]
    public int OutboxBytes { get; set; } = 1024 * 1024;

    /// <summary>How many events a client may be behind and still resume; further behind it gets a reset.</summary>
    [Range(0, 1_000_000)]
    public int ResumeEvents { get; set; } = 1_000;

    /// <summary>Events on the page that a join without position, or a reset, comes with.</summary>
    [Range(1, Limits.PageEvents)]
    public int FirstPageEvents { get; set; } = 50;

    /// <summary>Messages, and changes of them, per second that a user may send, over all connections to this gateway.</summary>
    [Range(1, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 10;

    /// <summary>Messages and changes that a user may send at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int MessageBurst { get; set; } = 60;

    /// <summary>Joins, leaves and pages per second that a user may ask for, over all connections to this gateway.</summary>
    [Range(1, 1_000_000)]
    public int CommandsPerSecond { get; set; } = 20;

    /// <summary>Joins, leaves and pages that a user may ask for at once: enough to come back to 500 rooms.</summary>
    [Range(1, 1_000_000)]
    public int CommandBurst { get; set; } = 600;

    /// <summary>Messages and changes of all users that may wait at this gateway for one room; further ones are refused with Busy.</summary>
    [Range(1, 1_000_000)]
    public int QueuedSends { get; set; } = 1_000;

    /// <summary>Messages and changes that one call to a room carries at the most.</summary>
    [Range(1, 1_000)]
    public int SendsPerCall { get; set; } = 200;

    /// <summary>Connections of one user to this gateway.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerUser { get; set; } = 20;

    /// <summary>How long the headers of a request may take, and SignalR's handshake.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Direct rooms that one connection hears at once.</summary>
    [Range(1, 100_000)]
    public int DirectRooms { get; set; } = 500;

    /// <summary>Renames per minute of one user: each is an event in every room of theirs.</summary>
    [Range(1, 1_000_000)]
    public int RenamesPerMinute { get; set; } = 6;

    /// <summary>Renames that a user may make at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int RenameBurst { get; set; } = 10;

    /// <summary>Whether people may come without a token and be guests, on any door.</summary>
    public bool Guests { get; set; } = true;

    /// <summary>How long a guest's token holds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(30);
}
