using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Online;

/// <summary>Settings of who is online, section <c>Presence</c>. docs/configuration.md has one line for each.</summary>
public sealed class PresenceOptions
{
    /// <summary>How long a gateway's people stay online without a report of it. Gateways report every 5 seconds. Looked at
    /// every third of it, so that a gateway that crashed is noticed within four thirds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:05:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long somebody who went keeps their name, and their place in rooms they only visit where nobody could
    /// say that they left.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Hold { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a session that has expired is still known as expired: longer than clocks differ. Then it is forgotten, and
    /// whoever has none left gives up their name, and all rooms but direct ones as visitors do who aren't here: nobody can come
    /// back as them.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan KeepExpired { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Whether everybody is told who comes online and who goes.</summary>
    public bool AnnounceVisits { get; set; }
}
