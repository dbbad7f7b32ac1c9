using Microsoft.AspNetCore.SignalR;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>
/// Keeps each connection where its hub finds it. Events don't go through SignalR's groups: a group send encodes again
/// for each call and knows no outbox, so a session writes to its own connection.
/// </summary>
internal sealed class HubConnections(ILogger<DefaultHubLifetimeManager<ChatHub>> log) : DefaultHubLifetimeManager<ChatHub>(log)
{
    private static readonly object ConnectionKey = new();

    public static HubConnectionContext Of(HubCallerContext caller) => (HubConnectionContext)caller.Items[ConnectionKey]!;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[ConnectionKey] = connection;
        return base.OnConnectedAsync(connection);
    }
}
