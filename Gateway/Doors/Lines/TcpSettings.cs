using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>The line door, section <c>Tcp</c>. docs/configuration.md has one line for each.</summary>
public sealed class TcpSettings
{
    /// <summary>The port unless another one is set.</summary>
    public const int UsualPort = 8081;

    /// <summary>Where it listens; 0 is a port of the system's choice, -1 closes the door. Unset it is
    /// <see cref="UsualPort"/>, or closed where another program has that one.</summary>
    [Range(-1, 65535)]
    public int? Port { get; set; }

    /// <summary>The address it listens at: an IP address, <c>localhost</c>, or any address with <c>*</c>; other names are
    /// taken as <c>*</c>, as in <c>ASPNETCORE_URLS</c>.</summary>
    [Required]
    public string Address { get; set; } = "*";

    /// <summary>Whether nobody is asked for a name; everybody gets one.</summary>
    public bool Anonymous { get; set; }

    /// <summary>How long nothing may be said in either direction.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait for each answer to the question for a name: a person types it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan NameTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The room that everybody comes into.</summary>
    [Required]
    public string Room { get; set; } = Limits.CommonRoom;

    /// <summary>Messages of a room that are shown to whoever comes into it; also what <c>/history</c> shows.</summary>
    [Range(0, Limits.PageEvents)]
    public int HistoryLines { get; set; } = 10;

    /// <summary>Bytes of one line at the most: a message of the longest kind, with a command before it.</summary>
    [Range(256, Limits.FrameBytes)]
    public int LineBytes { get; set; } = Limits.TextBytes + 512;
}
