using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>What the hub calls on its clients; on the wire the names begin with a small letter. The contract for writers of
/// clients: what a session says leaves by <see cref="HubClientConnection"/>, encoded once for all.</summary>
internal interface IChatClient
{
    /// <summary>Events of one or more rooms, in order.</summary>
    Task Events(IReadOnlyList<RoomEvent> batch);

    /// <summary>From now on the connection hears a direct room.</summary>
    Task Direct(DirectNotice notice);

    /// <summary>The server has something to say.</summary>
    Task Announcement(AnnouncementNotice notice);

    /// <summary>Somebody came online, or went offline.</summary>
    Task Presence(PresenceNotice notice);

    /// <summary>The connection's user has another name now.</summary>
    Task Renamed(RenamedNotice notice);
}
