using System.Net.WebSockets;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>Puts a client's messages together, within bounds. Invalid UTF-8 ends the connection in the framework (1007).</summary>
internal sealed class SocketFrames(WebSocket socket)
{
    // A message in so many fragments is no message but a way to keep a server busy.
    private const int MaxFragments = 1_000;

    private byte[] _buffer = new byte[4 * 1024];

    /// <summary>The next message; null when the peer has closed. Each has an array of its own.</summary>
    /// <exception cref="ChatException">FrameTooLarge; ProtocolError for a binary message or too many fragments.</exception>
    public async Task<ReadOnlyMemory<byte>?> Next(CancellationToken stop)
    {
        var length = 0;
        for (var fragments = 1; ; fragments++)
        {
            if (length == _buffer.Length) Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, Limits.FrameBytes + 1));
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), stop);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Binary || fragments > MaxFragments) throw new ChatException(ErrorCode.ProtocolError);
            if (length > Limits.FrameBytes) throw new ChatException(ErrorCode.FrameTooLarge);
            if (received.EndOfMessage) return _buffer.AsSpan(0, length).ToArray();
        }
    }
}
