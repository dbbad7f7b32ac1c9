using System.Buffers;
using System.Net.WebSockets;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>Puts a client's messages together, within bounds. Invalid UTF-8 ends the connection in the framework (1007).</summary>
internal sealed class SocketFrames(WebSocket socket)
{
    // A message that comes in so many pieces is no message but a way to keep a server busy.
    private const int MaxPieces = 1_000;
    private const int SmallestBuffer = 4 * 1024;

    /// <summary>The next message; null when the peer has closed. Each has an array of its own.</summary>
    /// <exception cref="ChatException">FrameTooLarge; ProtocolError for a binary message or too many fragments.</exception>
    public async Task<ReadOnlyMemory<byte>?> Next(CancellationToken stop)
    {
        // A client that is silent, as most are, holds no buffer.
        var begun = await socket.ReceiveAsync(Memory<byte>.Empty, stop);
        if (begun.MessageType == WebSocketMessageType.Close) return null;
        if (begun.EndOfMessage) return IsText(begun) ? ReadOnlyMemory<byte>.Empty : throw new ChatException(ErrorCode.ProtocolError);
        var buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        try
        {
            var length = 0;
            // The first one may have been empty, and taken above.
            for (var pieces = 2; ; pieces++)
            {
                if (length == buffer.Length) buffer = Grow(buffer);
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
                if (received.MessageType == WebSocketMessageType.Close) return null;
                length += received.Count;
                if (!IsText(received) || pieces > MaxPieces) throw new ChatException(ErrorCode.ProtocolError);
                if (length > Limits.FrameBytes) throw new ChatException(ErrorCode.FrameTooLarge);
                if (received.EndOfMessage) return buffer.AsSpan(0, length).ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsText(ValueWebSocketReceiveResult received) => received.MessageType == WebSocketMessageType.Text;

    private static byte[] Grow(byte[] full)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * full.Length);
        full.CopyTo(buffer, 0);
        ArrayPool<byte>.Shared.Return(full);
        return buffer;
    }
}
