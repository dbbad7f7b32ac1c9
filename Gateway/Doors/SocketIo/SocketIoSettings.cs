using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>The Socket.IO door, section <c>SocketIo</c>. docs/configuration.md has one line for each.</summary>
public sealed class SocketIoSettings
{
    /// <summary>How long after an answered ping the next one is sent. Clients are told.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a ping. Clients are told.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may take from the handshake, or from its DISCONNECT, to its CONNECT.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a WebSocket may take from its handshake to the end of the upgrade.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a guest whose connection was lost may take to come back before they leave the room they joined by
    /// <c>join room</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LeaveAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its connection's end the private id of a client that brought no token leads to its user.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ReturnWithin { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Connections of this door, with and without a user; further ones are refused.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 20_000;
}
