using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Primitives;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>The SignalR door at <c>/hub</c>.</summary>
internal static class HubDoor
{
    public static void AddHubDoor(this IServiceCollection services)
    {
        services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = Limits.FrameBytes;
            hub.KeepAliveInterval = TimeSpan.FromSeconds(10);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
            // A client may have several commands under way: a join must not wait for the ack of a send.
            hub.MaximumParallelInvocationsPerClient = Session.ParallelCommands;
            hub.AddFilter<HubErrors>();
        });
        services.AddOptions<HubOptions>().Configure<SessionSettings>((hub, settings) => hub.HandshakeTimeout = settings.HandshakeTimeout);
        services.Configure<JsonHubProtocolOptions>(options => EventJson.Configure(options.PayloadSerializerOptions));
        services.AddSingleton<HubErrors>();
        services.AddSingleton<JsonHubProtocol>();
        services.AddSingleton<IHubProtocolResolver, NumberedHubProtocols>();
        services.AddSingleton<HubLifetimeManager<ChatHub>, HubConnections>();
    }

    public static void MapHubDoor(this WebApplication app) => app.MapHub<ChatHub>("/hub", Configure).Add(LimitNegotiations);

    /// <summary>Whether a request belongs to a connection that was negotiated, and counted then. The framework takes an empty id
    /// for none.</summary>
    public static bool IsNegotiated(HttpRequest request) => !StringValues.IsNullOrEmpty(request.Query["id"]);

    private static void Configure(HttpConnectionDispatcherOptions options)
    {
        // A client that asks for it goes on over a short break as if nothing had been.
        options.AllowStatefulReconnects = true;
        // What a slow reader may hold beyond its outbox.
        options.TransportMaxBufferSize = 64 * 1024;
        options.ApplicationMaxBufferSize = 2 * Limits.FrameBytes;
        // How long a stopping gateway waits for a peer that doesn't answer its goodbye.
        options.WebSockets.CloseTimeout = TimeSpan.FromSeconds(1);
        options.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling;
    }

    // What is negotiated is kept for a while, whether somebody comes for it or not.
    private static void LimitNegotiations(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.All(data => data is not NegotiateMetadata) || endpoint.RequestDelegate is not { } negotiate) return;
        endpoint.RequestDelegate = context =>
        {
            context.RequestServices.GetRequiredService<AddressLimits>().CheckConnection(context.Connection.RemoteIpAddress);
            return negotiate(context);
        };
    }
}
