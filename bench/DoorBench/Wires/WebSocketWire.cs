using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using OrleansChat.Bench;

namespace OrleansChat.DoorBench.Wires;

/// <summary>A client's side of a WebSocket (RFC 6455), for texts.</summary>
internal sealed class WebSocketWire : IDisposable
{
    private const int Continuation = 0, Text = 1, Close = 8, Ping = 9, Pong = 10;
    private const byte Final = 0x80, Masked = 0x80;

    private readonly ByteSocket _socket = new();
    private readonly Lock _sending = new();
    private byte[] _frame = new byte[512];
    private byte[] _fragments = [];
    private int _fragmentsEnd;

    /// <summary>Opens it.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="path">With the query.</param>
    /// <param name="subprotocol">What to ask for, if anything.</param>
    public async Task Connect(Uri server, string path, string? subprotocol = null)
    {
        await _socket.Connect(server.Host, server.Port);
        var wanted = subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n";
        _socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(Guid.NewGuid().ToByteArray())}\r\n{wanted}\r\n"));
        var answer = await _socket.ReceiveUntil("\r\n\r\n");
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new BenchException($"A WebSocket to {path.Split('?')[0]} was answered with {answer.Split('\r')[0]}.");
    }

    /// <summary>Sends a text. Any thread; returns when the system has taken it.</summary>
    public void Send(ReadOnlySpan<byte> text)
    {
        lock (_sending) SendFrame(Text, text);
    }

    /// <summary>Reads until the socket ends, which is a failure, or is disposed.</summary>
    /// <exception cref="BenchException">The server ended the connection.</exception>
    public async Task Read(PayloadHandler take)
    {
        while (true)
        {
            while (TakeFrame(take))
            {
            }

            await _socket.Receive();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void SendFrame(int opcode, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > ushort.MaxValue) throw new BenchException("A text is too long for a frame.");
        if (_frame.Length < payload.Length + 8) _frame = new byte[(payload.Length + 8) * 2];
        var at = 2;
        _frame[0] = (byte)(Final | opcode);
        if (payload.Length < 126)
        {
            _frame[1] = (byte)(Masked | payload.Length);
        }
        else
        {
            _frame[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(at), (ushort)payload.Length);
            at += 2;
        }

        // A client must mask; a key of zeros changes nothing, and saves the work on both sides.
        _frame.AsSpan(at, 4).Clear();
        at += 4;
        payload.CopyTo(_frame.AsSpan(at));
        _socket.Send(_frame.AsSpan(0, at + payload.Length));
    }

    /// <summary>Takes one frame; false when not all of it has come.</summary>
    private bool TakeFrame(PayloadHandler take)
    {
        var unread = _socket.Unread;
        if (unread.Length < 2) return false;
        var (final, opcode, length, header) = ((unread[0] & Final) != 0, unread[0] & 0x0f, unread[1] & 0x7f, 2);
        if (length >= 126)
        {
            header = length == 126 ? 4 : 10;
            if (unread.Length < header) return false;
            length = length == 126
                ? BinaryPrimitives.ReadUInt16BigEndian(unread[2..])
                : checked((int)BinaryPrimitives.ReadUInt64BigEndian(unread[2..]));
        }

        if (unread.Length < header + length) return false;
        var payload = unread.Slice(header, length);
        switch (opcode)
        {
            case Text when final:
                take(payload);
                break;
            case Text or Continuation:
                Append(payload);
                if (!final) break;
                take(_fragments.AsSpan(0, _fragmentsEnd));
                _fragmentsEnd = 0;
                break;
            case Ping:
                lock (_sending) SendFrame(Pong, payload);
                break;
            case Pong:
                break;
            case Close:
                throw new BenchException($"The server closed a connection: {ByteSocket.Show(payload[Math.Min(2, length)..])}");
            default:
                throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"The server sent a frame with opcode {opcode}."));
        }

        _socket.Consume(header + length);
        return true;
    }

    private void Append(ReadOnlySpan<byte> payload)
    {
        if (_fragments.Length < _fragmentsEnd + payload.Length) Array.Resize(ref _fragments, (_fragmentsEnd + payload.Length) * 2);
        payload.CopyTo(_fragments.AsSpan(_fragmentsEnd));
        _fragmentsEnd += payload.Length;
    }
}
