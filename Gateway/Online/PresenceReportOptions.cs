using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Gateway.Online;

/// <summary>The gateway's side of who is online, section <c>Presence</c>.</summary>
public sealed class PresenceReportOptions
{
    /// <summary>How often this gateway reports who is online here when nothing changes; under half of <c>Lease</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:02:00")]
    public TimeSpan Report { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Batches of notices that may wait here. Further ones are dropped, and what they may have pointed at is
    /// looked up.</summary>
    [Range(1, 1_000_000)]
    public int QueuedNotices { get; set; } = 10_000;
}
