using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace OrleansChat.Testing.Hub;

/// <summary>
/// A client of the SignalR door over a real WebSocket, written from docs/protocol.md: the shared framework's hub
/// protocol, no SignalR client. Every wait is bounded.
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentQueue<HubEvent> _events = new();
    private readonly ConcurrentQueue<HubNotice> _notices = new();
    private readonly TaskCompletionSource<HubClosed> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Reader _reader;
    private int _lastCall;
    private long _lastFrame = Stopwatch.GetTimestamp();

    private HubClient(GuestSession session) => (Session, _reader) = (session, new Reader(this));

    /// <summary>Whose connection it is.</summary>
    public GuestSession Session { get; }

    /// <summary>Every event that came, in order of arrival.</summary>
    public IReadOnlyList<HubEvent> Events => [.. _events];

    /// <summary>Everything else that the server called, in order of arrival.</summary>
    public IReadOnlyList<HubNotice> Notices => [.. _notices];

    /// <summary>Called for every event, on the reading thread; for measurements.</summary>
    public Action<HubEvent>? OnEvent { get; set; }

    /// <summary>How the connection ended.</summary>
    public Task<HubClosed> Closed => _closed.Task;

    /// <summary>How long nothing came, not even a ping.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastFrame));

    /// <summary>Connects, shakes hands, and reads from now on.</summary>
    public static async Task<HubClient> Connect(Uri gateway, GuestSession session, bool read = true, string? connection = null, CancellationToken stop = default)
    {
        var client = new HubClient(session);
        client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        var address = new UriBuilder(new Uri(gateway, "hub")) { Scheme = "ws", Query = $"access_token={session.Token}{(connection is null ? "" : $"&id={connection}")}" }.Uri;
        await client._socket.ConnectAsync(address, stop).Within("the WebSocket to open");
        await client.SendText("""{"protocol":"json","version":1}""");
        if (read) client.StartReading();
        return client;
    }

    /// <summary>Starts to read, for a client that connected without.</summary>
    public void StartReading() => _ = _reader.Run();

    /// <summary>Calls a hub method.</summary>
    /// <exception cref="HubRefused">The server's numbered error.</exception>
    public async Task<T> Invoke<T>(string method, params object?[] arguments)
    {
        var answer = await Call(method, arguments).Within($"the answer to {method}");
        return answer.Deserialize<T>(Json)!;
    }

    /// <summary>Calls a hub method; completes with its raw result.</summary>
    public async Task<JsonElement> Call(string method, params object?[] arguments)
    {
        var id = Interlocked.Increment(ref _lastCall).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        if (Closed.IsCompleted) throw new HubConnectionLostException();
        await Send(Reader.Protocol.GetMessageBytes(new InvocationMessage(id, method, arguments)));
        return await answer.Task;
    }

    public Task<HubJoin> Join(string room, object? after = null) => Invoke<HubJoin>("Join", room, after);

    public Task<HubAck> Say(string room, string text, Guid? id = null) => Invoke<HubAck>("Send", room, id ?? Guid.NewGuid(), text);

    public Task<HubAck> Reply(string room, long to, string text, Guid? id = null) =>
        Invoke<HubAck>("Reply", room, id ?? Guid.NewGuid(), to, text);

    public Task<HubAck> Edit(string room, long seq, string text, Guid? id = null) =>
        Invoke<HubAck>("Edit", room, id ?? Guid.NewGuid(), seq, text);

    public Task<HubAck> Delete(string room, long seq, Guid? id = null) => Invoke<HubAck>("Delete", room, id ?? Guid.NewGuid(), seq);

    public Task<HubAck> React(string room, long seq, string emoji, Guid? id = null) =>
        Invoke<HubAck>("React", room, id ?? Guid.NewGuid(), seq, emoji);

    public Task<HubAck> Unreact(string room, long seq, string emoji, Guid? id = null) =>
        Invoke<HubAck>("Unreact", room, id ?? Guid.NewGuid(), seq, emoji);

    /// <summary>A page; <paramref name="query"/> as docs/protocol.md has it.</summary>
    public Task<HubPage> Page(string room, object query) => Invoke<HubPage>("Page", room, query);

    public Task<HubReactions> Reactions(string room, long seq) => Invoke<HubReactions>("Reactions", room, seq);

    public Task<HubPage> History(string room, long? before = null, int limit = 200) => Invoke<HubPage>("History", room, before, limit);

    /// <summary>Sends one record of the JSON hub protocol as it stands.</summary>
    public Task SendText(string json) => Send(Encoding.UTF8.GetBytes(json + '\u001e'));

    /// <summary>Sends bytes as one text frame.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None).AsTask().Within("the socket to take a frame");
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The last is what a frame gets that was under way when the connection was aborted.
            throw new HubConnectionLostException();
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Waits for a call of the server beside events.</summary>
    public async Task<JsonElement> HearsOf(string notice)
    {
        await Eventually.Holds(() => Task.FromResult(_notices.Any(n => n.Name == notice)), $"{Session.User.Name} to hear of {notice}");
        return _notices.First(n => n.Name == notice).Content;
    }

    /// <summary>Waits until an event of this room with this seq or a later one has come.</summary>
    public Task Hears(string room, long seq) => Eventually.Holds(
        () => Task.FromResult(_events.Any(e => e.Room == room && e.Seq >= seq)), $"{Session.User.Name} to hear event {seq} of {room}");

    /// <summary>The events of a room, in order of arrival.</summary>
    public List<HubEvent> Heard(string room) => [.. _events.Where(e => e.Room == room)];

    /// <summary>Cuts the connection without a goodbye, as a lost network does.</summary>
    public void Cut()
    {
        _socket.Abort();
        _reader.Ended(null, null);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _socket.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads frames, and finds who waits for what they say.</summary>
    private sealed class Reader(HubClient client) : IInvocationBinder
    {
        public static readonly JsonHubProtocol Protocol = new();

        public Type GetReturnType(string invocationId) => typeof(JsonElement);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [methodName == "events" ? typeof(HubEvent[]) : typeof(JsonElement)];

        public Type GetStreamItemType(string streamId) => typeof(JsonElement);

        public async Task Run()
        {
            var buffer = new ArrayBufferWriter<byte>(64 * 1024);
            var handshake = false;
            string? error = null;
            try
            {
                while (true)
                {
                    var got = await client._socket.ReceiveAsync(buffer.GetMemory(16 * 1024), CancellationToken.None);
                    if (got.MessageType == WebSocketMessageType.Close) break;
                    Volatile.Write(ref client._lastFrame, Stopwatch.GetTimestamp());
                    buffer.Advance(got.Count);
                    if (!got.EndOfMessage) continue;

                    var input = new ReadOnlySequence<byte>(buffer.WrittenMemory.ToArray());
                    buffer.Clear();
                    if (!handshake && HandshakeProtocol.TryParseResponseMessage(ref input, out var response))
                    {
                        handshake = true;
                        error = response.Error;
                    }

                    while (Protocol.TryParseMessage(ref input, this, out var message))
                    {
                        Take(message);
                        if (message is not CloseMessage close) continue;
                        // As SignalR's own clients do: the server said goodbye, so go.
                        Ended(null, close.Error);
                        client._socket.Abort();
                    }

                    buffer.Write(input.ToArray());
                }
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
            {
            }

            Ended(client._socket.CloseStatus, error);
        }

        public void Ended(WebSocketCloseStatus? status, string? error)
        {
            client._closed.TrySetResult(new HubClosed(status, error));
            foreach (var call in client._calls.Values) call.TrySetException(new HubConnectionLostException());
        }

        private void Take(HubMessage message)
        {
            switch (message)
            {
                case InvocationMessage { Target: "events" } m:
                    foreach (var e in (HubEvent[])m.Arguments[0]!)
                    {
                        client._events.Enqueue(e);
                        client.OnEvent?.Invoke(e);
                    }

                    break;
                case InvocationMessage m:
                    client._notices.Enqueue(new HubNotice(m.Target, (JsonElement)m.Arguments[0]!));
                    break;
                case CompletionMessage m when client._calls.TryRemove(m.InvocationId!, out var call):
                    if (m.Error is { } refusal) call.SetException(HubRefused.Parse(refusal));
                    else call.SetResult(m.HasResult ? (JsonElement)m.Result! : default);
                    break;
            }
        }
    }
}

/// <summary>A numbered refusal of a hub method.</summary>
public sealed partial class HubRefused(int code, string name, string text) : Exception(text)
{
    public ErrorCode Code { get; } = (ErrorCode)code;

    public string Name { get; } = name;

    public static HubRefused Parse(string error) => Form().Match(error) is { Success: true } match
        ? new HubRefused(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value, error)
        : throw new FormatException($"Not a numbered error: {error}");

    [GeneratedRegex(@"^(4\d{3}) ([a-z_]+)(?: \[[^\]]*\])?: ")]
    private static partial Regex Form();
}

/// <summary>The connection ended before the answer came.</summary>
public sealed class HubConnectionLostException() : Exception("The connection ended before the answer came.");
