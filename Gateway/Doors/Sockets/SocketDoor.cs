using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>What every connection of this door is given.</summary>
internal sealed record SocketServices(
    SessionRegistry Sessions, Guests Guests, AddressLimits Addresses, SocketSettings Settings, TimeProvider Time, ILogger<SocketConnection> Log);

/// <summary>The plain WebSocket door: <c>/ws</c>, and <c>/</c> when the request is an upgrade. docs/protocol.md describes its
/// two dialects.</summary>
internal static class SocketDoor
{
    /// <summary>The subprotocol of clients that want the guarantees.</summary>
    public const string Contract = "orleanschat.v1";

    public static void UseSocketDoor(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SocketSettings>();
        app.UseWhen(
            context => context.Request.Path.Value is "/" or "/ws" && IsUpgrade(context.Request),
            door =>
            {
                door.UseWebSockets(new WebSocketOptions { KeepAliveInterval = settings.Ping, KeepAliveTimeout = settings.Ping });
                door.Run(Accept);
            });
        app.Map("/ws", (HttpContext context) =>
        {
            // RFC 9110 §15.5.22: the answer says what to upgrade to.
            (context.Response.Headers.Connection, context.Response.Headers.Upgrade) = ("Upgrade", "websocket");
            return Results.StatusCode(StatusCodes.Status426UpgradeRequired);
        }).ExcludeFromDescription();
    }

    // By HTTP/1.1's header, or by HTTP/2's extended CONNECT (RFC 8441).
    private static bool IsUpgrade(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase) || HttpMethods.IsConnect(request.Method);

    private static async Task Accept(HttpContext context)
    {
        var services = context.RequestServices.GetRequiredService<SocketServices>();
        services.Addresses.CheckConnection(context.Connection.RemoteIpAddress);
        if (!context.WebSockets.IsWebSocketRequest) throw new ChatException(ErrorCode.ProtocolError);
        var contract = context.WebSockets.WebSocketRequestedProtocols.Contains(Contract);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(contract ? Contract : null);
        var connection = new SocketConnection(context, socket, services);
        await connection.Run(contract ? new ContractDialect(connection) : new ChatDialect(connection, RoomOf(context, services)));
    }

    private static string RoomOf(HttpContext context, SocketServices services) =>
        context.Request.Query["room"].ToString() is { Length: > 0 } room ? room : services.Settings.Room;
}
