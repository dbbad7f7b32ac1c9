using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OrleansChat.Testing.Sockets;

/// <summary>A client of the plain WebSocket door, in either dialect, written from docs/protocol.md. It keeps every frame
/// that came. Every wait is bounded.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    /// <summary>The subprotocol of the contract dialect.</summary>
    public const string Contract = "orleanschat.v1";

    private readonly ClientWebSocket _socket = new();
    private readonly TaskCompletionSource<SocketClosed> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private ImmutableList<JsonElement> _frames = [];
    private int _lastRef;

    private SocketClient()
    {
    }

    /// <summary>Every frame that came, in order.</summary>
    public IReadOnlyList<JsonElement> Frames => Volatile.Read(ref _frames);

    /// <summary>The contract dialect's events of every room, in order of arrival.</summary>
    public IEnumerable<JsonElement> Events => Frames.Where(frame => frame.Is("events")).SelectMany(frame => frame.GetProperty("events").EnumerateArray());

    /// <summary>How the connection ended.</summary>
    public Task<SocketClosed> Closed => _closed.Task;

    /// <summary>The subprotocol that the server chose.</summary>
    public string? Protocol => _socket.SubProtocol;

    /// <summary>Connects, and reads from now on.</summary>
    /// <param name="gateway">The gateway's address.</param>
    /// <param name="query">The query string, without question mark.</param>
    /// <param name="path">ws, or the empty path.</param>
    /// <param name="contract">Whether to ask for the contract dialect.</param>
    /// <param name="read">Whether to read; <see cref="StartReading"/> does it later.</param>
    /// <param name="set">Further options.</param>
    public static async Task<SocketClient> Connect(
        Uri gateway, string query = "", string path = "ws", bool contract = false, bool read = true, Action<ClientWebSocketOptions>? set = null)
    {
        var client = new SocketClient();
        client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (contract) client._socket.Options.AddSubProtocol(Contract);
        set?.Invoke(client._socket.Options);
        var address = new UriBuilder(new Uri(gateway, path)) { Scheme = "ws", Query = query }.Uri;
        await client._socket.ConnectAsync(address, CancellationToken.None).Within("the WebSocket to open");
        if (read) client.StartReading();
        return client;
    }

    /// <summary>Starts to read, for a client that connected without.</summary>
    public void StartReading() => _ = Read();

    /// <summary>Sends an object as one JSON frame.</summary>
    public Task Send(object frame) => SendText(JsonSerializer.Serialize(frame));

    /// <summary>Sends one text frame as it stands.</summary>
    public Task SendText(string text) => SendBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes as one frame, or as a part of one.</summary>
    public async Task SendBytes(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Text, bool end = true)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, type, end, CancellationToken.None).AsTask().Within("the socket to take a frame");
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Runs a command of the contract; completes with its result.</summary>
    /// <exception cref="SocketRefused">The server's numbered error.</exception>
    public async Task<JsonElement> Ask(string type, object? arguments = null)
    {
        var reference = Interlocked.Increment(ref _lastRef);
        var command = JsonSerializer.SerializeToNode(arguments ?? new { })!.AsObject();
        (command["type"], command["ref"]) = (type, reference);
        await SendText(command.ToJsonString());
        var answer = await Hears(
            frame => frame.TryGetProperty("ref", out var name) && name.ValueKind == JsonValueKind.Number && name.GetInt32() == reference, $"the answer to {type}");
        return answer.Is("reply") ? answer.GetProperty("result") : throw new SocketRefused(answer.GetProperty("error"));
    }

    /// <summary>Waits for a frame; completes with the first such one that ever came.</summary>
    public async Task<JsonElement> Hears(Func<JsonElement, bool> which, string what)
    {
        JsonElement? found = null;
        await Eventually.Holds(
            () =>
            {
                var frames = Frames;
                var at = frames.ToList().FindIndex(frame => which(frame));
                if (at >= 0) found = frames[at];
                else if (Closed.IsCompleted) throw new InvalidOperationException($"The connection ended ({Closed.Result}) before: {what}");
                return Task.FromResult(at >= 0);
            },
            what);
        return found!.Value;
    }

    /// <summary>Waits for the chat dialect's line that says this.</summary>
    public Task<JsonElement> Hears(string message) => Hears(
        frame => frame.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String && text.GetString() == message, $"'{message}'");

    /// <summary>What the chat dialect's lines said so far.</summary>
    public List<string> Lines(string? type = null) =>
        [.. Frames.Where(f => (type is null ? f.Is("chat") || f.Is("system") : f.Is(type))).Select(f => f.GetProperty("message").GetString()!)];

    /// <summary>Waits until an event of this room with this seq or a later one has come.</summary>
    public Task Hears(string room, long seq) => Hears(
        frame => frame.Is("events") && frame.GetProperty("events").EnumerateArray()
            .Any(e => e.GetProperty("room").GetString() == room && e.GetProperty("seq").GetInt64() >= seq),
        $"event {seq} of {room}");

    /// <summary>Closes politely, and waits for the server's answer.</summary>
    public async Task Leave()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await Closed.Within("the server to close too");
    }

    /// <summary>Cuts the connection without a goodbye, as a lost network does.</summary>
    public void Cut()
    {
        _socket.Abort();
        _closed.TrySetResult(new SocketClosed(null, null));
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _socket.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Read()
    {
        var buffer = new byte[16 * 1024];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    // As a browser does: the server's close frame is answered. It may be gone by then.
                    _closed.TrySetResult(new SocketClosed(got.CloseStatus, got.CloseStatusDescription));
                    if (_socket.State == WebSocketState.CloseReceived)
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                message.Write(buffer, 0, got.Count);
                if (!got.EndOfMessage) continue;
                using var json = JsonDocument.Parse(message.ToArray());
                Volatile.Write(ref _frames, _frames.Add(json.RootElement.Clone()));
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            _closed.TrySetResult(new SocketClosed(null, e.Message));
        }
    }
}
