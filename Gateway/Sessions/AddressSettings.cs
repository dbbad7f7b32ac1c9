using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Gateway.Sessions;

/// <summary>What one address may use of this gateway, section <c>Addresses</c>. An IPv6 address counts with its whole /64
/// network, which is what one subscriber is given.</summary>
public sealed class AddressSettings
{
    /// <summary>Connections per second from one address, on all doors (4301).</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerSecond { get; set; } = 50;

    /// <summary>Connections from one address at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionBurst { get; set; } = 500;

    /// <summary>New sessions of guests per second from one address, on all doors (4301).</summary>
    [Range(1, 1_000_000)]
    public int SessionsPerSecond { get; set; } = 10;

    /// <summary>New sessions of guests from one address at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int SessionBurst { get; set; } = 200;

    /// <summary>Tokens and keys per second from one address that aren't any (4301).</summary>
    [Range(1, 1_000_000)]
    public int FailuresPerSecond { get; set; } = 10;

    /// <summary>Such tokens and keys from one address at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int FailureBurst { get; set; } = 200;
}
