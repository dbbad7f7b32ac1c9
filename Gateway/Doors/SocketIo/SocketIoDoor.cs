using OrleansChat.Gateway.Doors.SocketIo.Engine;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>The Socket.IO door at <c>/socket.io/</c>: Socket.IO v4 for programs that use its clients.</summary>
internal static class SocketIoDoor
{
    public static void AddSocketIoDoor(this IServiceCollection services)
    {
        services.AddSingleton<PrivateIds>();
        services.AddSingleton<LostPlaces>();
        services.AddSingleton<SocketIoServices>();
        services.AddSingleton<SocketIoPeers>();
        services.AddSingleton<IEngineApplication>(provider => provider.GetRequiredService<SocketIoPeers>());
        services.AddSingleton<EngineSockets>();
        services.AddSingleton<EngineDoor>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketIoPeers>());
    }

    public static void MapSocketIoDoor(this WebApplication app)
    {
        var door = app.Services.GetRequiredService<EngineDoor>();
        var pipeline = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        // Engine.IO has pings of its own.
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        pipeline.Run(door.Serve);
        app.Map("/socket.io", pipeline.Build());
    }
}
