using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace OrleansChat.Cli.Connections;

/// <summary>One connection to the plain WebSocket door, in the contract dialect (docs/protocol.md): commands with answers,
/// and events.</summary>
internal sealed class ChatSocket : IAsyncDisposable
{
    private const string Contract = "orleanschat.v1";
    private const int MaxFrame = 16 * 1024 * 1024;
    // Beyond it the socket isn't read on: the server waits, and if that takes too long it lets us come back.
    private const int WaitingEvents = 1_000;
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket;
    private readonly bool _listens;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly Channel<JsonElement> _events = Channel.CreateBounded<JsonElement>(WaitingEvents);
    private Exception? _end;
    private int _lastRef;
    private Task _reading = Task.CompletedTask;

    private ChatSocket(ClientWebSocket socket, bool listens) => (_socket, _listens) = (socket, listens);

    /// <summary>Who one is: the id of the welcome's user.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>The token to come back with.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Whether it can be used.</summary>
    public bool IsOpen => Volatile.Read(ref _end) is null;

    /// <summary>Events of the rooms that were joined on this connection; ends with the connection's trouble.</summary>
    public ChannelReader<JsonElement> Events => _events.Reader;

    /// <summary>Connects, and waits for the welcome.</summary>
    /// <param name="server">Where to, and as whom.</param>
    /// <param name="listens">Whether somebody reads <see cref="Events"/>; otherwise they are dropped.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ServerRefusal">A wrong token, say.</exception>
    /// <exception cref="ConnectionLostException">There is no server there, or not now.</exception>
    public static async Task<ChatSocket> Open(Server server, bool listens, CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Contract);
        (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (Ping, Ping);
        socket.Options.CollectHttpResponseDetails = true;
        if (server.Token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {server.Token}");
        var chat = new ChatSocket(socket, listens);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Handshake);
        try
        {
            await socket.ConnectAsync(server.Door, patience.Token);
            if (socket.SubProtocol != Contract) throw new ServerRefusal(0, $"0 protocol: {server.Door} doesn't speak {Contract}.", mayBeTriedAgain: false);
            chat.TakeWelcome(await chat.ReadFrame(patience.Token));
            chat._reading = chat.Read();
            return chat;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            socket.Dispose();
            if (e is ServerRefusal or ConnectionLostException) throw;
            var status = (int)socket.HttpStatusCode;
            // What stands before the server says so when it is away; anything else it says is about the address.
            if (status is >= 400 and < 500 and not (408 or 429)) throw new ServerRefusal(status, $"{status} http: {server.Door} refuses the connection.", mayBeTriedAgain: false);
            throw new ConnectionLostException(e is OperationCanceledException ? "The server doesn't answer." : (e.InnerException ?? e).Message);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command.</summary>
    /// <returns>Its result.</returns>
    /// <exception cref="ServerRefusal">The server's no.</exception>
    /// <exception cref="ConnectionLostException">The connection ended before the answer came: the outcome is unknown.</exception>
    public async Task<JsonElement> Ask(string type, JsonObject arguments, CancellationToken stop)
    {
        var reference = Interlocked.Increment(ref _lastRef);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[reference] = answer;
        (arguments["type"], arguments["ref"]) = (type, reference);
        var frame = JsonSerializer.SerializeToUtf8Bytes(arguments);
        // Whoever ends the connection fails what is asked, and we look behind it whether it has.
        if (Volatile.Read(ref _end) is { } end) throw end;
        await _sending.WaitAsync(stop);
        try
        {
            // Not to be stopped in the middle: a frame that is half sent ends the connection for all others.
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            End(new ConnectionLostException(e.Message));
        }
        finally
        {
            _sending.Release();
        }

        var answered = await answer.Task.WaitAsync(stop);
        return answered.TryGetProperty("error", out var error) ? throw ServerRefusal.Of(error) : answered.GetProperty("result");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Farewell);
            await _sending.WaitAsync(patience.Token);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            _events.Writer.TryComplete();
            await _reading.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
        }

        End(new ConnectionLostException("The connection was closed."));
        _socket.Dispose();
    }

    private void TakeWelcome(JsonElement welcome)
    {
        if (TypeOf(welcome) != "welcome") throw new ConnectionLostException("The server greets with something else than a welcome.");
        UserId = welcome.GetProperty("user").GetProperty("id").GetString()!;
        Token = welcome.GetProperty("token").GetString()!;
    }

    private async Task Read()
    {
        try
        {
            while (true) await Take(await ReadFrame(CancellationToken.None));
        }
        catch (Exception e) when (e is ServerRefusal or ConnectionLostException)
        {
            End(e);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or JsonException or ChannelClosedException)
        {
            End(new ConnectionLostException(e.Message));
        }
    }

    private async Task Take(JsonElement frame)
    {
        switch (TypeOf(frame))
        {
            case "reply" or "error" when frame.TryGetProperty("ref", out var name) && name.TryGetInt32(out var reference) && _asked.TryRemove(reference, out var asked):
                asked.TrySetResult(frame);
                break;
            case "events" when _listens:
                foreach (var e in frame.GetProperty("events").EnumerateArray()) await _events.Writer.WriteAsync(e);
                break;
        }
    }

    private async Task<JsonElement> ReadFrame(CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * length, MaxFrame + 1));
            var got = await _socket.ReceiveAsync(buffer.AsMemory(length), stop);
            length += got.Count;
            if (got.MessageType == WebSocketMessageType.Close) throw await Closed();
            if (length > MaxFrame) throw new ConnectionLostException("The server sends a frame that is too large.");
            if (!got.EndOfMessage) continue;
            // Not disposed: what lies in it goes its way.
            return JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement;
        }
    }

    private async Task<Exception> Closed()
    {
        var (code, reason) = ((int)(_socket.CloseStatus ?? 0), _socket.CloseStatusDescription);
        if (_socket.State == WebSocketState.CloseReceived)
        {
            using var patience = new CancellationTokenSource(Farewell);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }

        return ServerRefusal.Of(code, reason) is { MayBeTriedAgain: false } refusal ? refusal : new ConnectionLostException(reason is { Length: > 0 } ? reason : "The server ended the connection.");
    }

    private void End(Exception why)
    {
        if (Interlocked.CompareExchange(ref _end, why, null) is not null) return;
        _events.Writer.TryComplete(why);
        foreach (var asked in _asked.Values) asked.TrySetException(why);
        _socket.Abort();
    }

    private static string? TypeOf(JsonElement frame) =>
        frame.ValueKind == JsonValueKind.Object && frame.TryGetProperty("type", out var type) ? type.GetString() : null;
}
