using System.Text.Json;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>Engine.IO's one address: finds out what a request wants, and who serves it.</summary>
internal sealed class EngineDoor(EngineSockets sockets, AddressLimits addresses, SocketIoSettings settings, TimeProvider time)
{
    /// <summary>Serves one request; those that hang or carry a WebSocket for long.</summary>
    public Task Serve(HttpContext context)
    {
        var query = context.Request.Query;
        var transport = query["transport"].ToString();
        if (transport is not ("polling" or "websocket")) return EngineError.UnknownTransport.Write(context);
        if (query["EIO"] != "4") return EngineError.UnsupportedVersion.Write(context);
        var webSocket = transport == "websocket";
        if (webSocket != context.WebSockets.IsWebSocketRequest || query.ContainsKey("j")) return EngineError.BadRequest.Write(context);
        if (!query.TryGetValue("sid", out var sid)) return Open(context, webSocket);
        if (sockets.Find(sid) is not { } engine) return EngineError.UnknownSid.Write(context);
        if (webSocket) return Upgrade(context, engine);
        if (engine.Transport == EngineTransport.WebSocket) return EngineError.BadRequest.Write(context);
        return HttpMethods.IsGet(context.Request.Method) ? PollingTransport.Poll(context, engine)
            : HttpMethods.IsPost(context.Request.Method) ? PollingTransport.Push(context, engine)
            : EngineError.BadRequest.Write(context);
    }

    private async Task Open(HttpContext context, bool webSocket)
    {
        if (!webSocket && !HttpMethods.IsGet(context.Request.Method))
        {
            await EngineError.BadHandshakeMethod.Write(context);
            return;
        }

        EngineSocket engine;
        try
        {
            var address = context.Connection.RemoteIpAddress;
            addresses.CheckConnection(address);
            engine = sockets.Open(webSocket ? EngineTransport.WebSocket : EngineTransport.Polling, new EngineHandshake(address, RequestToken.Of(context.Request)));
        }
        catch (ChatException refusal)
        {
            await EngineError.Of(refusal.Info).Write(context);
            return;
        }

        var open = OpenPacket(engine.Sid, webSocket ? [] : ["websocket"]);
        if (!webSocket)
        {
            await PollingTransport.Open(context, open);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await WebSocketTransport.Open(socket, engine, open);
    }

    private async Task Upgrade(HttpContext context, EngineSocket engine)
    {
        // One that comes second is opened all the same, and ended: the reference server does so, and clients know it.
        var first = engine.TryBeginUpgrade();
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await (first ? WebSocketTransport.Upgrade(socket, engine, settings.UpgradeTimeout, time) : WebSocketTransport.Refuse(socket));
    }

    private ReadOnlyMemory<byte> OpenPacket(string sid, string[] upgrades) => (byte[])[(byte)'0', .. JsonSerializer.SerializeToUtf8Bytes(new
    {
        sid,
        upgrades,
        pingInterval = (long)settings.PingInterval.TotalMilliseconds,
        pingTimeout = (long)settings.PingTimeout.TotalMilliseconds,
        maxPayload = Limits.FrameBytes,
    })];
}
