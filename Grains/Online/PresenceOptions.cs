using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Online;

/// <summary>Settings of who is online, section <c>Presence</c>. docs/configuration.md has one line for each.</summary>
public sealed class PresenceOptions
{
    /// <summary>How long a gateway's people stay online without a report of it. Gateways report every 5 seconds. Looked at
    /// every third of it, so that a gateway that crashed is noticed within four thirds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:05:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether everybody is told who comes online and who goes.</summary>
    public bool AnnounceVisits { get; set; }
}
