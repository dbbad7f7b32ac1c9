using System.Collections.Concurrent;
using System.Threading.Channels;
using OrleansChat.Gateway.Doors.SocketIo.Engine;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>Speaks Socket.IO over each Engine.IO connection: lets the client in, passes its events on, and knows how it went.</summary>
internal sealed class SocketIoPeers(SocketIoServices services) : IEngineApplication, IHostedLifecycleService
{
    // Each with how to close it while it has no session.
    private readonly ConcurrentDictionary<EngineSocket, Func<Task>> _peers = new();
    private bool _goingAway;

    public async Task Run(EngineSocket engine)
    {
        SocketIoConnection? connection = null;
        var connects = 0;
        var nobodySince = services.Time.GetTimestamp();
        _peers[engine] = () => connection switch
        {
            null => engine.Close((int)ErrorCode.GoingAway, ErrorTable.Of(ErrorCode.GoingAway).Name),
            { HasSession: false } => connection.Close(ErrorCode.GoingAway),
            _ => Task.CompletedTask,
        };
        try
        {
            if (Volatile.Read(ref _goingAway)) throw new ChatException(ErrorCode.GoingAway);
            while (await Next(engine, connection is null ? nobodySince : null) is { } packet)
            {
                switch (packet.Type)
                {
                    case SocketIoPacketType.Connect when packet.Namespace != SocketIoPacket.Main:
                        await engine.Send(SocketIoEncoding.ConnectError(packet.Namespace, "Invalid namespace"));
                        break;
                    case SocketIoPacketType.Connect when connection is null:
                        // Else one connection could try token after token.
                        if (connects++ > 0) services.Addresses.CheckConnection(engine.Handshake.Address);
                        connection = await SocketIoConnection.Connect(services, engine, packet.Data);
                        break;
                    case SocketIoPacketType.Disconnect:
                        if (packet.Namespace != SocketIoPacket.Main) break;
                        if (connection is null) break;
                        connection.End(SocketIoEnd.Wanted);
                        (connection, nobodySince) = (null, services.Time.GetTimestamp());
                        break;
                    case SocketIoPacketType.Event when connection is not null && packet.Namespace == SocketIoPacket.Main:
                        await connection.Hear(packet);
                        break;
                    case SocketIoPacketType.Ack when connection is not null:
                        // Nothing that the server says asks for an answer.
                        break;
                    default:
                        throw new ChatException(ErrorCode.ProtocolError);
                }
            }
        }
        catch (ChatException refusal)
        {
            if (connection is not null) await connection.Close(refusal.Code);
            else await engine.Close((int)refusal.Code, refusal.Info.Name);
        }
        catch (OperationCanceledException) when (engine.How is not null)
        {
        }
        finally
        {
            _peers.TryRemove(engine, out _);
            // A client that means to go says DISCONNECT; one that closes no more than its transport may come right back.
            connection?.End(SocketIoEnd.Lost);
        }
    }

    /// <summary>Tells those who have no session that the process stops; the registry tells the others.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _goingAway, true);
        return Task.WhenAll(_peers.Values.Select(close => close()));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The client's next packet; null when the connection ended. Whatever a client says without being connected gives
    /// it no more time.</summary>
    /// <exception cref="ChatException">ProtocolError; HandshakeTimeout for a client that comes and doesn't connect.</exception>
    private async Task<SocketIoPacket?> Next(EngineSocket engine, long? nobodySince)
    {
        using var patience = new CancellationTokenSource(nobodySince is { } since ? Left(since) : Timeout.InfiniteTimeSpan, services.Time);
        try
        {
            return SocketIoPacket.Parse((await engine.Messages.ReadAsync(patience.Token)).Span);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new ChatException(ErrorCode.HandshakeTimeout);
        }
    }

    private TimeSpan Left(long since)
    {
        var left = services.Settings.ConnectTimeout - services.Time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
