using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansChat.Cli.Connections;

/// <summary>Keeps one connection to the server: makes it when it is asked for, and another one when it was lost. Who one is
/// stays the same, also as a guest.</summary>
internal sealed class Connector(Server server, bool listens, TextWriter notes) : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly Backoff _pauses = new();
    private readonly HashSet<string> _joined = [];
    private string? _token = server.Token;
    private ChatSocket? _socket;
    private bool _isProven;

    /// <summary>The connection; a new one, if the last one was lost, after as many attempts as it takes.</summary>
    /// <exception cref="ServerRefusal">The server won't have us.</exception>
    /// <exception cref="GaveUpException">There was none for too long.</exception>
    public async Task<ChatSocket> Get(CancellationToken stop)
    {
        if (_socket is { IsOpen: true } open) return open;
        await _connecting.WaitAsync(stop);
        try
        {
            if (_socket is { IsOpen: true } made) return made;
            return _socket = await Connect(stop);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Runs a command on the connection.</summary>
    /// <exception cref="ServerRefusal">The server's no.</exception>
    /// <exception cref="ConnectionLostException">The connection ended before the answer came.</exception>
    public async Task<System.Text.Json.JsonElement> Ask(string command, JsonObject arguments, CancellationToken stop)
    {
        var answer = await (await Get(stop)).Ask(command, arguments, stop);
        // A connection on which something was answered was worth making: the next one may be made soon.
        Volatile.Write(ref _isProven, true);
        return answer;
    }

    /// <summary>Notes that a guest made for this command alone became a member here, to leave in the end.</summary>
    public void HasJoined(string room)
    {
        if (server.Token is null) lock (_joined) _joined.Add(room);
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket is null) return;
        if (_socket.IsOpen) await LeaveRooms(_socket);
        await _socket.DisposeAsync();
    }

    private async Task<ChatSocket> Connect(CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        if (_socket is not null)
        {
            await _socket.DisposeAsync();
            if (!_isProven) await Task.Delay(_pauses.Next(), stop);
            else _pauses.Reset();
            _isProven = false;
        }

        while (true)
        {
            string trouble;
            try
            {
                var socket = await ChatSocket.Open(server with { Token = _token }, listens, stop);
                _token = socket.Token;
                return socket;
            }
            catch (ConnectionLostException lost)
            {
                trouble = lost.Message;
            }

            var pause = _pauses.Next();
            if (Stopwatch.GetElapsedTime(begun) + pause > server.GiveUp) throw new GaveUpException($"0 unreachable: {trouble}");
            await notes.WriteLineAsync($"0 unreachable: {trouble} Again in {pause.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s.");
            await Task.Delay(pause, stop);
        }
    }

    // Or rooms would fill with guests of commands that are long gone.
    private async Task LeaveRooms(ChatSocket socket)
    {
        foreach (var room in _joined)
        {
            try
            {
                using var patience = new CancellationTokenSource(Farewell);
                await socket.Ask("leave", new JsonObject { ["room"] = room }, patience.Token);
            }
            catch (Exception e) when (e is ServerRefusal or ConnectionLostException or OperationCanceledException)
            {
                // A courtesy only.
            }
        }
    }
}
