using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>All live connections, by their ids.</summary>
internal sealed class EngineSockets(IEngineApplication application, SocketIoSettings settings, TimeProvider time, ILogger<EngineSockets> log)
{
    private readonly ConcurrentDictionary<string, EngineSocket> _sockets = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Live connections.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Opens a connection, under an id that nobody can guess.</summary>
    /// <exception cref="ChatException">Busy: there are as many as there may be.</exception>
    public EngineSocket Open(EngineTransport transport, EngineHandshake handshake)
    {
        if (Interlocked.Increment(ref _count) > settings.Connections)
        {
            Interlocked.Decrement(ref _count);
            throw new ChatException(ErrorCode.Busy);
        }

        var sid = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));
        var engine = new EngineSocket(sid, transport, handshake, settings, time, log);
        _sockets[sid] = engine;
        engine.Ended.Register(() =>
        {
            if (_sockets.TryRemove(sid, out _)) Interlocked.Decrement(ref _count);
        });
        _ = engine.Beat();
        _ = Run(engine);
        return engine;
    }

    /// <summary>Finds a live connection.</summary>
    public EngineSocket? Find(string? sid) => sid is not null && _sockets.TryGetValue(sid, out var engine) && engine.How is null ? engine : null;

    private async Task Run(EngineSocket engine)
    {
        try
        {
            await application.Run(engine);
        }
        catch (Exception e)
        {
            log.ApplicationFailed(engine.Name, e);
        }
        finally
        {
            engine.End(EngineEnd.ServerClosed);
        }
    }
}
