using System.Text;
using System.Text.Json;
using OrleansChat.DoorBench.Load;
using OrleansChat.DoorBench.Wires;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client of Socket.IO that polls and never becomes a WebSocket. It keeps two connections, as browsers do: one
/// that hangs, one to say things by.</summary>
internal sealed class PollingClient(Room room) : DoorClient(room)
{
    private readonly Lock _sending = new();
    private readonly byte[] _head = SocketIoWords.SendHead(room.Name);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpWire _polls = null!;
    private HttpWire _posts = null!;
    private string _path = "";
    private string _waiting = "";
    private bool _posting;

    public override async Task Enter(Servers.Target server, string name)
    {
        (_polls, _posts) = (new HttpWire(server.Http), new HttpWire(server.Http));
        await Task.WhenAll(_polls.Connect(), _posts.Connect()).WaitAsync(Patience);
        await _polls.Ask($"{SocketIoWords.Path}polling", null, Open).WaitAsync(Patience);
        Say(SocketIoWords.Connect);
        Reading = Task.WhenAny(Poll(), _failed.Task).Unwrap();
        await Entered();
    }

    public override void Send(ReadOnlySpan<byte> text)
    {
        Span<byte> packet = stackalloc byte[512];
        Say(Encoding.UTF8.GetString(packet[..Compose(packet, _head, SocketIoWords.SendMiddle, text, SocketIoWords.SendTail)]));
    }

    public override void Dispose()
    {
        _polls?.Dispose();
        _posts?.Dispose();
    }

    protected override void TakeOther(ReadOnlySpan<byte> payload)
    {
        foreach (var part in payload.Split((byte)SocketIoWords.Separator))
        {
            var packet = payload[part];
            if (SocketIoWords.IsRefusal(packet)) throw Refused(packet);
            if (SocketIoWords.IsPing(packet)) Say(SocketIoWords.Pong);
            else if (SocketIoWords.IsConnected(packet)) Say(SocketIoWords.Join(Room.Name));
            else if (SocketIoWords.IsJoined(packet)) HasEntered();
        }
    }

    private void Open(ReadOnlySpan<byte> handshake)
    {
        // 0{"sid":…}
        var reader = new Utf8JsonReader(handshake[1..]);
        using var opened = JsonDocument.ParseValue(ref reader);
        _path = $"{SocketIoWords.Path}polling&sid={opened.RootElement.GetProperty("sid").GetString()}";
    }

    private async Task Poll()
    {
        while (true) await _polls.Ask(_path, null, Take);
    }

    /// <summary>There may be one post at a time: what is said meanwhile leaves with the next.</summary>
    private void Say(string packet)
    {
        lock (_sending)
        {
            _waiting = _waiting.Length == 0 ? packet : $"{_waiting}{SocketIoWords.Separator}{packet}";
            if (_posting) return;
            _posting = true;
        }

        _ = Post();
    }

    private async Task Post()
    {
        try
        {
            while (true)
            {
                string body;
                lock (_sending)
                {
                    (body, _waiting) = (_waiting, "");
                    _posting = body.Length > 0;
                    if (!_posting) return;
                }

                await _posts.Ask(_path, body, _ => { });
            }
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
        }
    }
}
