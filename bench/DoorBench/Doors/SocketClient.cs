using OrleansChat.DoorBench.Load;
using OrleansChat.DoorBench.Wires;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client on a WebSocket.</summary>
internal abstract class SocketClient(Room room) : DoorClient(room)
{
    // A text, an id, a room's name and what JSON puts around them.
    private const int RequestBytes = 512;

    private readonly WebSocketWire _socket = new();

    public override void Send(ReadOnlySpan<byte> text)
    {
        Span<byte> request = stackalloc byte[RequestBytes];
        _socket.Send(request[..Compose(request, text)]);
    }

    public override void Dispose() => _socket.Dispose();

    /// <summary>Opens the WebSocket and begins to read.</summary>
    protected async Task Open(Uri server, string path, string? subprotocol = null)
    {
        await _socket.Connect(server, path, subprotocol).WaitAsync(Patience);
        Reading = _socket.Read(Take);
    }

    /// <summary>Sends a text as it is.</summary>
    protected void Say(string text) => _socket.Send(Bytes(text));

    /// <summary>Writes the request that says a text.</summary>
    protected abstract int Compose(Span<byte> request, ReadOnlySpan<byte> text);
}
