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

    public static void MapHubDoor(this WebApplication app) => app.MapHub<ChatHub>("/hub", Configure).Add(LimitConnections);

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

    // Each connection counts with the request that makes it, before there is anything to keep.
    private static void LimitConnections(EndpointBuilder endpoint)
    {
        var negotiates = endpoint.Metadata.Any(data => data is NegotiateMetadata);
        var serve = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
        {
            if (negotiates ? HttpMethods.IsPost(context.Request.Method) : BeginsUnnegotiated(context.Request))
                context.RequestServices.GetRequiredService<AddressLimits>().CheckConnection(context.Connection.RemoteIpAddress);
            return serve(context);
        };
    }

    // The framework takes an empty id for none. WebSockets come by GET, and in HTTP/2 by CONNECT.
    private static bool BeginsUnnegotiated(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method)) && StringValues.IsNullOrEmpty(request.Query["id"]);
}
