using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>The plain WebSocket door, section <c>WebSocket</c>.</summary>
public sealed class SocketSettings
{
    /// <summary>How often an idle client is pinged; one that doesn't answer within as long again is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Ping { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The room of clients that name none.</summary>
    [Required]
    public string Room { get; set; } = Limits.CommonRoom;

    /// <summary>Recent messages that a client of the chat dialect is shown when it comes.</summary>
    [Range(0, Limits.PageEvents)]
    public int HistoryMessages { get; set; } = 20;
}
