using System.Net.WebSockets;
using OrleansChat.Gateway.Doors.Sockets;

namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>Engine.IO over a WebSocket: a text frame is a packet.</summary>
internal static class WebSocketTransport
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Carries a connection that begins with this WebSocket.</summary>
    public static async Task Open(WebSocket socket, EngineSocket engine, ReadOnlyMemory<byte> open)
    {
        try
        {
            await Send(socket, open, engine.Ended);
        }
        catch (Exception e) when (IsLoss(e))
        {
            engine.End(EngineEnd.TransportClosed);
            return;
        }

        await Carry(socket, engine);
    }

    /// <summary>Takes a connection over from polling, if the client goes through with it in time; otherwise polling goes on.</summary>
    public static async Task Upgrade(WebSocket socket, EngineSocket engine, TimeSpan patience, TimeProvider time)
    {
        var (upgraded, frames) = (false, new SocketFrames(socket));
        try
        {
            using var late = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, engine.Ended);
            if (!Is(await Read(frames, either.Token), EnginePacketType.Ping, "probe"u8)) return;
            await Send(socket, EnginePacket.ProbeAnswer, either.Token);
            engine.ReleasePolls();
            upgraded = Is(await Read(frames, either.Token), EnginePacketType.Upgrade, []);
        }
        catch (Exception e) when (IsLoss(e) || e is ChatException)
        {
        }
        finally
        {
            engine.EndUpgrade(upgraded);
            if (!upgraded) socket.Abort();
        }

        if (upgraded) await Carry(socket, engine);
    }

    /// <summary>Turns away a WebSocket that comes second.</summary>
    public static async Task Refuse(WebSocket socket)
    {
        try
        {
            using var patience = new CancellationTokenSource(Farewell);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, EngineError.BadRequest.Message, patience.Token);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // It is gone already.
        }
    }

    private static async Task Carry(WebSocket socket, EngineSocket engine)
    {
        var receiving = Receive(socket, engine);
        try
        {
            await SendQueue(socket, engine, receiving);
            var (status, reason) = engine.Goodbye;
            using var patience = new CancellationTokenSource(Farewell);
            await socket.CloseOutputAsync((WebSocketCloseStatus)status, reason, patience.Token);
            await receiving.WaitAsync(patience.Token);
        }
        catch (Exception e) when (IsLoss(e))
        {
            engine.End(EngineEnd.TransportClosed);
        }

        socket.Abort();
        await receiving;
    }

    private static async Task SendQueue(WebSocket socket, EngineSocket engine, Task receiving)
    {
        while (true)
        {
            var changed = engine.Queue.Changed;
            var packets = engine.Queue.Take(int.MaxValue);
            if (packets.Count == 0)
            {
                if (engine.How is not null) return;
                await changed;
                continue;
            }

            try
            {
                foreach (var packet in packets)
                {
                    await Send(socket, packet.Bytes, engine.Ended);
                    packet.Taken();
                }
            }
            catch (Exception e) when (IsLoss(e))
            {
                // The framework may have closed it for what came: who receives lets that arrive.
                if (engine.How is null) await Task.WhenAny(receiving, Task.Delay(Farewell));
                engine.End(EngineEnd.TransportClosed);
                throw;
            }
            finally
            {
                // Nobody but those whose packets didn't leave still waits; the connection has ended before they hear it.
                foreach (var packet in packets) packet.Lost();
            }
        }
    }

    private static async Task Receive(WebSocket socket, EngineSocket engine)
    {
        var frames = new SocketFrames(socket);
        try
        {
            while (await Read(frames, CancellationToken.None) is { } packet) await engine.Receive(packet, engine.Ended);
            engine.End(EngineEnd.ClientClosed);
        }
        catch (ChatException refusal)
        {
            engine.Refuse(refusal.Info);
        }
        catch (WebSocketException broken) when (broken.WebSocketErrorCode == WebSocketError.Faulted)
        {
            // The framework has closed with 1002 or 1007 for what came. The end cuts the connection: the close frame is given time
            // to arrive.
            await Task.Delay(Farewell);
            engine.End(EngineEnd.ParseError);
        }
        catch (Exception e) when (IsLoss(e))
        {
            engine.End(EngineEnd.TransportClosed);
        }

        await Drain(socket);
    }

    /// <summary>Reads and forgets what the peer still says before it closes too: a connection that is cut with unread bytes
    /// takes our last words with it.</summary>
    private static async Task Drain(WebSocket socket)
    {
        var ignored = new byte[4096];
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent) await socket.ReceiveAsync(ignored, CancellationToken.None);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // Cut, by the peer or by us.
        }
    }

    /// <summary>Reads one packet; null when the peer closes.</summary>
    /// <exception cref="ChatException">FrameTooLarge; ProtocolError for what is no packet, binary frames and endless fragments among it.</exception>
    private static async Task<EnginePacket?> Read(SocketFrames frames, CancellationToken cancellation) =>
        await frames.Next(cancellation) is { } frame ? EnginePacket.Parse(frame) : null;

    private static bool Is(EnginePacket? packet, EnginePacketType type, ReadOnlySpan<byte> data) =>
        packet is { } p && p.Type == type && p.Data.Span.SequenceEqual(data);

    private static Task Send(WebSocket socket, ReadOnlyMemory<byte> packet, CancellationToken cancellation) =>
        socket.SendAsync(packet, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellation).AsTask();

    private static bool IsLoss(Exception e) =>
        e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;
}
