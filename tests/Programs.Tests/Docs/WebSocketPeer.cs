using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;

namespace OrleansChat.Programs.Tests.Docs;

/// <summary>
/// Somebody with a WebSocket. Records that end with 0x1E, shown as ␞, are lines by themselves. What comes may come in
/// another order than the page's (an ack and its event, say), but nothing else may come; pings of the hub apart.
/// </summary>
internal sealed class WebSocketPeer : IPeer
{
    private const char Separator = '\u001e';
    private const string ShownSeparator = "␞";
    private const string HubGoodbye = "{\"type\":7,\"error\":";
    private const string HubPing = "{\"type\":6}␞";

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, string> _heard = new();
    private readonly Likeness _likeness;
    private Task _reading = Task.CompletedTask;
    private int _count;

    private WebSocketPeer(Likeness likeness) => _likeness = likeness;

    /// <summary>Connects.</summary>
    public static async Task<WebSocketPeer> Connect(Uri address, string? protocol, Likeness likeness)
    {
        var peer = new WebSocketPeer(likeness);
        if (protocol is not null) peer._socket.Options.AddSubProtocol(protocol);
        await peer._socket.ConnectAsync(address, CancellationToken.None).Within("the WebSocket to open");
        peer._reading = peer.Read();
        return peer;
    }

    public async Task Sends(string said)
    {
        if (said == "(closes)") await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        else if (said == "(is gone)") _socket.Abort();
        else await _socket.SendAsync(Encoding.UTF8.GetBytes(_likeness.Today(said).Replace('␞', Separator)), WebSocketMessageType.Text, true, CancellationToken.None);
    }

    public async Task Hears(string expected)
    {
        try
        {
            await Eventually.Holds(() => Task.FromResult(Takes(expected)), expected);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"There never came:\n{expected}\nbut:\n{Rest()}", e);
        }
    }

    public void HasHeardNothingElse() => Assert.Equal("", Rest());

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private string Rest() => string.Join('\n', _heard.OrderBy(entry => entry.Key).Select(entry => entry.Value).Where(text => text != HubPing));

    private bool Takes(string expected)
    {
        foreach (var (number, text) in _heard.OrderBy(entry => entry.Key))
        {
            var (here, today) = (expected, text);
            if (expected.EndsWith(ShownSeparator, StringComparison.Ordinal) && text.EndsWith(ShownSeparator, StringComparison.Ordinal)) (here, today) = (expected[..^1], text[..^1]);
            if (_likeness.Holds(here, today)) return _heard.TryRemove(number, out _);
        }

        return false;
    }

    private async Task Read()
    {
        var (buffer, message) = (new byte[16 * 1024], new MemoryStream());
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    Keep($"(closes: {(int)got.CloseStatus!.Value}{(got.CloseStatusDescription is { Length: > 0 } why ? " " + why : "")})");
                    return;
                }

                message.Write(buffer, 0, got.Count);
                if (!got.EndOfMessage) continue;
                foreach (var record in Encoding.UTF8.GetString(message.ToArray()).Replace($"{Separator}", ShownSeparator + Separator).Split(Separator, StringSplitOptions.RemoveEmptyEntries))
                    Keep(record);
                message.SetLength(0);
                // As SignalR's own clients do: the hub said goodbye, so go.
                if (_heard.Values.Any(text => text.StartsWith(HubGoodbye, StringComparison.Ordinal))) return;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone, by whomever's will.
        }
    }

    private void Keep(string text) => _heard[Interlocked.Increment(ref _count)] = text;
}
