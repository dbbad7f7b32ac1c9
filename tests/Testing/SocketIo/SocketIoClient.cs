using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace OrleansChat.Testing.SocketIo;

/// <summary>An event that the server sent.</summary>
public sealed record SocketIoEvent(string Name, JsonElement Argument)
{
    /// <summary>The argument's JSON.</summary>
    public string Json => Argument.GetRawText();
}

/// <summary>
/// A client of the Socket.IO door, written from its protocol page: the main namespace, events with one argument, answers.
/// It answers pings. Every wait is bounded.
/// </summary>
public sealed class SocketIoClient : IAsyncDisposable
{
    private readonly EngineClient _engine;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _answers = new();
    private readonly ConcurrentQueue<SocketIoEvent> _heard = new();
    private readonly TaskCompletionSource<JsonElement> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastId;

    private SocketIoClient(EngineClient engine) => _engine = engine;

    /// <summary>What the server said to the CONNECT: <c>sid</c> and <c>pid</c>.</summary>
    public JsonElement Connected => _connected.Task.Result;

    public string Pid => Connected.GetProperty("pid").GetString()!;

    /// <summary>What carries it.</summary>
    public EngineClient Engine => _engine;

    /// <summary>All events, in order of arrival.</summary>
    public IReadOnlyList<SocketIoEvent> Heard => [.. _heard];

    /// <summary>Whether the server sent a DISCONNECT.</summary>
    public bool Disconnected { get; private set; }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Ended => _ended.Task.Within("the connection to end");

    /// <summary>Connects; <paramref name="auth"/> is what the CONNECT says.</summary>
    /// <exception cref="SocketIoRefusedException">CONNECT_ERROR.</exception>
    public static async Task<SocketIoClient> Connect(Uri gateway, EngineCarrier carrier = EngineCarrier.WebSocket, object? auth = null, string query = "")
    {
        var client = new SocketIoClient(await EngineClient.Open(gateway, carrier, query));
        _ = client.Read();
        await client._engine.Send("40" + (auth is null ? "" : JsonSerializer.Serialize(auth)));
        await client._connected.Task.Within("the answer to CONNECT");
        return client;
    }

    /// <summary>Says something, and waits for the answer.</summary>
    public async Task<JsonElement> Ask(string name, object? argument = null)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[id] = answer;
        await _engine.Send($"42{id}{Array(name, argument)}");
        return await answer.Task.Within($"the answer to {name}");
    }

    /// <summary>Runs a command that works.</summary>
    public async Task<JsonElement> Run(string name, object? argument = null)
    {
        var answer = await Ask(name, argument);
        return answer.GetProperty("ok").GetBoolean() ? answer.GetProperty("result") : throw new InvalidOperationException(answer.GetRawText());
    }

    /// <summary>Runs a command that is refused.</summary>
    public async Task<ErrorCode> Refused(string name, object? argument = null)
    {
        var answer = await Ask(name, argument);
        return answer.GetProperty("ok").GetBoolean()
            ? throw new InvalidOperationException($"{name} was not refused.")
            : (ErrorCode)answer.GetProperty("error").GetProperty("code").GetInt32();
    }

    /// <summary>Says something that wants no answer.</summary>
    public Task Tell(string name, object? argument = null) => _engine.Send("42" + Array(name, argument));

    /// <summary>Says it without waiting for anything.</summary>
    public Task Disconnect() => _engine.Send("41");

    /// <summary>Waits for an event.</summary>
    public async Task<SocketIoEvent> Hears(string name, Func<SocketIoEvent, bool>? which = null, string? what = null)
    {
        SocketIoEvent? Found() => _heard.FirstOrDefault(e => e.Name == name && (which is null || which(e)));
        await Eventually.Holds(() => Task.FromResult(Found() is not null), $"the event '{name}' {what}");
        return Found()!;
    }

    /// <summary>Waits for an event whose argument is exactly this JSON.</summary>
    public Task<SocketIoEvent> Hears(string name, string json) => Hears(name, e => e.Json == json, json);

    /// <summary>The arguments of all events of a name, in order.</summary>
    public List<string> All(string name) => [.. _heard.Where(e => e.Name == name).Select(e => e.Json)];

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static string Array(string name, object? argument) =>
        JsonSerializer.Serialize(argument is null ? [name] : new[] { name, argument });

    private async Task Read()
    {
        try
        {
            while (await _engine.Receive() is { } packet) await Take(packet);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
        }

        _ended.TrySetResult();
        _connected.TrySetException(new SocketIoRefusedException("The connection ended."));
        foreach (var answer in _answers.Values) answer.TrySetException(new InvalidOperationException("The connection ended."));
    }

    private async Task Take(string packet)
    {
        if (packet == "2")
        {
            await _engine.Send("3");
            return;
        }

        if (packet == "1") _ended.TrySetResult();
        if (packet.Length < 2 || packet[0] != '4') return;
        var rest = packet[2..];
        switch (packet[1])
        {
            case '0':
                _connected.TrySetResult(JsonSerializer.Deserialize<JsonElement>(rest));
                break;
            case '1':
                Disconnected = true;
                break;
            case '2':
                var said = JsonSerializer.Deserialize<JsonElement>(rest);
                _heard.Enqueue(new SocketIoEvent(said[0].GetString()!, said.GetArrayLength() > 1 ? said[1] : default));
                break;
            case '3':
                var bracket = rest.IndexOf('[', StringComparison.Ordinal);
                if (_answers.TryRemove(rest[..bracket], out var answer)) answer.SetResult(JsonSerializer.Deserialize<JsonElement>(rest[bracket..])[0]);
                break;
            case '4':
                _connected.TrySetException(new SocketIoRefusedException(rest));
                break;
        }
    }
}

/// <summary>The server's CONNECT_ERROR; the message is its JSON.</summary>
public sealed class SocketIoRefusedException(string json) : Exception(json);
