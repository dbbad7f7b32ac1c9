using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Channels;

namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>Why a connection ended.</summary>
internal enum EngineEnd
{
    /// <summary>The client said so.</summary>
    ClientClosed,

    /// <summary>The server said so.</summary>
    ServerClosed,

    /// <summary>The WebSocket or the hanging poll is gone.</summary>
    TransportClosed,

    /// <summary>A ping was not answered.</summary>
    PingTimeout,

    /// <summary>The client sent what is no packet, or one that clients don't send.</summary>
    ParseError,

    /// <summary>The client sent a request beside one of the same kind.</summary>
    Overlap,

    /// <summary>The client came back on another connection.</summary>
    Replaced,
}

/// <summary>What a connection's first request said.</summary>
/// <param name="Address">Where the client is.</param>
/// <param name="Token">The token it brought, if any.</param>
internal sealed record EngineHandshake(IPAddress? Address, string? Token);

/// <summary>
/// One Engine.IO connection, whatever carries it: polls, then perhaps a WebSocket. Messages of the client come out of
/// <see cref="Messages"/> until the connection ends; <see cref="Send"/> is the way back. This file: messages, heartbeats, the end.
/// EngineSocket.Transport.cs: which transport carries it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source of tokens without a timer holds nothing to dispose.")]
internal sealed partial class EngineSocket
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    // What a client may send ahead of what is being done for it, each as large as a frame; then its requests wait.
    private readonly Channel<ReadOnlyMemory<byte>> _messages = Channel.CreateBounded<ReadOnlyMemory<byte>>(2);
    private readonly CancellationTokenSource _ended = new();
    private readonly SocketIoSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private TaskCompletionSource _pong = new();
    private int _how = -1;
    private int _closing;

    public EngineSocket(string sid, EngineTransport transport, EngineHandshake handshake, SocketIoSettings settings, TimeProvider time, ILogger log)
    {
        (Sid, Transport, Handshake, _settings, _time, _log) = (sid, transport, handshake, settings, time, log);
        Ended = _ended.Token;
    }

    /// <summary>The connection's id: a secret between this client and the server.</summary>
    public string Sid { get; }

    /// <summary>The connection in logs, where its id would be a secret too many.</summary>
    public string Name { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>What the connection's first request said.</summary>
    public EngineHandshake Handshake { get; }

    /// <summary>What the client says, in order; completes when the connection ends.</summary>
    public ChannelReader<ReadOnlyMemory<byte>> Messages => _messages.Reader;

    /// <summary>What waits for the transport.</summary>
    public PacketQueue Queue { get; } = new();

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why the connection ended; null while it lives.</summary>
    public EngineEnd? How => Volatile.Read(ref _how) is >= 0 and var how ? (EngineEnd)how : null;

    /// <summary>What the WebSocket's close frame says: RFC 6455's number for its own reasons, and ours for ours.</summary>
    public (int Status, string Reason) Goodbye { get; private set; } = (1000, "");

    /// <summary>Sends packets (each with its digit); completes when the transport has taken them.</summary>
    /// <exception cref="OperationCanceledException">The connection ended before that.</exception>
    public Task Send(params IReadOnlyList<ReadOnlyMemory<byte>> packets) => Queue.Add(packets);

    /// <summary>Takes one packet of the client. Waits while too many messages wait to be worked off.</summary>
    /// <exception cref="ChatException">ProtocolError: a packet that clients don't send here.</exception>
    public async Task Receive(EnginePacket packet, CancellationToken cancellation)
    {
        switch (packet.Type)
        {
            case EnginePacketType.Pong when packet.Data.IsEmpty:
                Volatile.Read(ref _pong).TrySetResult();
                break;
            case EnginePacketType.Message:
                try
                {
                    await _messages.Writer.WriteAsync(packet.Data, cancellation);
                }
                catch (ChannelClosedException)
                {
                    // The connection ended meanwhile: nobody is there to hear it.
                }

                break;
            case EnginePacketType.Close:
                End(EngineEnd.ClientClosed);
                break;
            default:
                throw new ChatException(ErrorCode.ProtocolError);
        }
    }

    /// <summary>Pings the client and waits for its answer, again and again, until the connection ends.</summary>
    public async Task Beat()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_settings.PingInterval, _time, Ended);
                var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _pong, pong);
                // Also the ping must have been taken: who answers without reading is as good as gone.
                await Task.WhenAll(Send(EnginePacket.Ping), pong.Task).WaitAsync(_settings.PingTimeout, _time, Ended);
            }
        }
        catch (TimeoutException)
        {
            End(EngineEnd.PingTimeout);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Sends what waits and a goodbye, and ends the connection; a peer that doesn't read is not waited for long.</summary>
    public async Task Close(int status, string reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0) return;
        Goodbye = (status, reason);
        await Queue.Add(EnginePacket.Close).WaitAsync(Farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        End(EngineEnd.ServerClosed);
    }

    /// <summary>Ends the connection at once. Further calls do nothing.</summary>
    public void End(EngineEnd how)
    {
        if (Interlocked.CompareExchange(ref _how, (int)how, -1) != -1) return;
        _log.EngineEnded(Name, how);
        _messages.Writer.TryComplete();
        Queue.End();
        _ended.Cancel();
    }

    /// <summary>Ends the connection of a client that doesn't keep to the protocol.</summary>
    public void Refuse(ErrorInfo refusal)
    {
        Goodbye = ((int)refusal.Code, refusal.Name);
        End(EngineEnd.ParseError);
    }
}
