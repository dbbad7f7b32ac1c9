using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OrleansChat.Testing.SocketIo;

/// <summary>How an Engine.IO client is carried.</summary>
public enum EngineCarrier
{
    Polling,
    WebSocket,

    /// <summary>Polling first, then a WebSocket.</summary>
    Upgrade,
}

/// <summary>
/// A client of Engine.IO 4, written from its protocol page: packets as texts, nothing answered by itself. Every wait is
/// bounded, but for those for what the server says.
/// </summary>
public sealed class EngineClient : IAsyncDisposable
{
    private const char Separator = '\u001e';
    private readonly HttpClient _http = new();
    private readonly Queue<string> _polled = new();
    private readonly Uri _address;
    private ClientWebSocket? _socket;

    private EngineClient(Uri gateway, string query) => _address = new Uri(gateway, $"socket.io/?EIO=4{query}");

    /// <summary>What the server said of the connection.</summary>
    public JsonElement Handshake { get; private set; }

    public string Sid => Handshake.GetProperty("sid").GetString()!;

    /// <summary>How the server closed the WebSocket.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket?.CloseStatus;

    /// <summary>Opens a connection; <paramref name="query"/> begins with an ampersand.</summary>
    public static async Task<EngineClient> Open(Uri gateway, EngineCarrier carrier, string query = "")
    {
        var client = new EngineClient(gateway, query);
        if (carrier == EngineCarrier.WebSocket) client._socket = await client.OpenSocket("");
        client.Handshake = JsonSerializer.Deserialize<JsonElement>((await client.Receive().Within("the handshake"))![1..]);
        if (carrier == EngineCarrier.Upgrade) await client.Upgrade();
        return client;
    }

    /// <summary>Tries a WebSocket, as far as the server's answer to its probe.</summary>
    public async Task<ClientWebSocket> Probe()
    {
        var socket = await OpenSocket(Session);
        await SendTo(socket, "2probe");
        Assert("3probe", await ReceiveFrom(socket).Within("the probe's answer"));
        return socket;
    }

    /// <summary>Moves from polling to a WebSocket.</summary>
    public async Task Upgrade()
    {
        var socket = await Probe();
        // What the last poll brings is kept; the noop is nothing.
        foreach (var packet in (await Poll()).Split(Separator).Where(packet => packet != "6")) _polled.Enqueue(packet);
        await SendTo(socket, "5");
        _socket = socket;
    }

    /// <summary>Says packets.</summary>
    public async Task Send(params string[] packets)
    {
        if (_socket is { } socket)
        {
            foreach (var packet in packets) await SendTo(socket, packet);
            return;
        }

        using var answer = await Push(string.Join(Separator, packets));
        Assert("ok", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a WebSocket's text frame of bytes, as they stand.</summary>
    public async Task SendFrame(byte[] bytes) => await _socket!.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>One POST, as it stands.</summary>
    public Task<HttpResponseMessage> Push(string body, string type = "text/plain") => Push(Encoding.UTF8.GetBytes(body), type);

    /// <summary>One POST of bytes, as they stand.</summary>
    public async Task<HttpResponseMessage> Push(byte[] body, string type = "text/plain")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type, "utf-8");
        return await _http.PostAsync(Request("polling", Session), content).Within("the answer to a POST");
    }

    /// <summary>One GET, as it stands.</summary>
    public Task<HttpResponseMessage> Get(CancellationToken stop = default) => _http.GetAsync(Request("polling", Session), stop);

    /// <summary>The next packet; null when the connection ended.</summary>
    public async Task<string?> Receive()
    {
        if (_polled.TryDequeue(out var waiting)) return waiting;
        if (_socket is { } socket) return await ReceiveFrom(socket);
        using var answer = await _http.GetAsync(Request("polling", Handshake.ValueKind == JsonValueKind.Object ? Session : ""));
        if (answer.StatusCode != HttpStatusCode.OK) return null;
        foreach (var packet in (await answer.Content.ReadAsStringAsync()).Split(Separator)) _polled.Enqueue(packet);
        return _polled.Dequeue();
    }

    /// <summary>Ends the connection without a word, as a lost network does.</summary>
    public void Cut()
    {
        _socket?.Abort();
        _http.CancelPendingRequests();
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _socket?.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Session => $"&sid={Sid}";

    private async Task<string> Poll()
    {
        using var answer = await Get();
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private Uri Request(string transport, string more) => new($"{_address}&transport={transport}{more}");

    private async Task<ClientWebSocket> OpenSocket(string more)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        var address = new UriBuilder(Request("websocket", more)) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(address, CancellationToken.None).Within("the WebSocket to open");
        return socket;
    }

    private static Task SendTo(ClientWebSocket socket, string packet) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, true, CancellationToken.None).Within("the WebSocket to take a frame");

    private static async Task<string?> ReceiveFrom(ClientWebSocket socket)
    {
        var frame = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close) return null;
                frame.Write(buffer, 0, got.Count);
                if (got.EndOfMessage) return Encoding.UTF8.GetString(frame.ToArray());
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static void Assert(string expected, string? actual)
    {
        if (expected != actual) throw new InvalidOperationException($"Expected '{expected}', got '{actual}'.");
    }
}
