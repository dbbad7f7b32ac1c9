using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansChat.Bench.Load;

/// <summary>Takes one record of the SignalR protocol, without its separator. The bytes are valid during the call.</summary>
internal delegate void RecordHandler(ReadOnlySpan<byte> record);

/// <summary>
/// A WebSocket to the hub (RFC 6455), as lean as 200 of them beside the measured server should be: one receive call takes
/// whatever the socket holds, and records are handed out where they lie.
/// </summary>
internal sealed class HubSocket : IDisposable
{
    private const byte Separator = 0x1e;
    private const int Continuation = 0, Text = 1, Close = 8, Ping = 9, Pong = 10;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _sending = new();
    private readonly byte[] _raw = new byte[64 * 1024];
    private byte[] _frame = new byte[1024];
    private byte[] _records = new byte[64 * 1024];
    private int _rawEnd;
    private int _recordsEnd;
    private long _payloadLeft;

    /// <summary>Opens the WebSocket. SignalR's own handshake is the caller's.</summary>
    public async Task Connect(Uri gateway, string token)
    {
        await _socket.ConnectAsync(IPAddress.Parse(gateway.Host), gateway.Port);
        var request = string.Create(CultureInfo.InvariantCulture, $"GET /hub?access_token={token} HTTP/1.1\r\nHost: {gateway.Authority}\r\n")
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(Guid.NewGuid().ToByteArray())}\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request));
        int end;
        while ((end = _raw.AsSpan(0, _rawEnd).IndexOf("\r\n\r\n"u8)) < 0) await Receive();
        var status = Encoding.ASCII.GetString(_raw, 0, _raw.AsSpan(0, end).IndexOf((byte)'\r') is var line and >= 0 ? line : end);
        if (!status.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new BenchException($"The hub answered {status}.");
        Keep(end + 4);
    }

    /// <summary>Sends one record. Any thread; returns when the system has taken it.</summary>
    public void Send(ReadOnlySpan<byte> record)
    {
        lock (_sending) SendFrame(Text, record, separator: true);
    }

    /// <summary>Reads until the socket ends, which is a failure, or is disposed.</summary>
    /// <exception cref="BenchException">The server ended the connection.</exception>
    public async Task Read(RecordHandler take)
    {
        while (true)
        {
            TakeFrames();
            TakeRecords(take);
            await Receive();
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask Receive()
    {
        var got = await _socket.ReceiveAsync(_raw.AsMemory(_rawEnd));
        if (got == 0) throw new BenchException("The server ended a connection without a word.");
        _rawEnd += got;
    }

    private void SendFrame(int opcode, ReadOnlySpan<byte> payload, bool separator)
    {
        var length = payload.Length + (separator ? 1 : 0);
        if (_frame.Length < length + 16) _frame = new byte[(length + 16) * 2];
        var at = 2;
        _frame[0] = (byte)(0x80 | opcode);
        if (length < 126)
        {
            _frame[1] = (byte)(0x80 | length);
        }
        else
        {
            _frame[1] = 0x80 | 126;
            _frame[at++] = checked((byte)(length >> 8));
            _frame[at++] = (byte)length;
        }

        // A client must mask; a key of zeros changes nothing, and saves the work on both sides.
        _frame.AsSpan(at, 4).Clear();
        at += 4;
        payload.CopyTo(_frame.AsSpan(at));
        at += payload.Length;
        if (separator) _frame[at++] = Separator;
        for (var sent = 0; sent < at;) sent += _socket.Send(_frame.AsSpan(sent, at - sent));
    }

    private void TakeFrames()
    {
        var at = 0;
        while (true)
        {
            var take = (int)Math.Min(_payloadLeft, _rawEnd - at);
            Append(_raw.AsSpan(at, take));
            at += take;
            _payloadLeft -= take;
            if (_payloadLeft > 0 || !TakeHeader(ref at)) break;
        }

        Keep(at);
    }

    /// <summary>Takes a frame's header, and of a control frame the whole; false when too little of it has come.</summary>
    private bool TakeHeader(ref int at)
    {
        var raw = _raw.AsSpan(at, _rawEnd - at);
        if (raw.Length < 2) return false;
        var (opcode, length, header) = (raw[0] & 0x0f, (long)(raw[1] & 0x7f), 2);
        if (length >= 126)
        {
            var bytes = length == 126 ? 2 : 8;
            header += bytes;
            if (raw.Length < header) return false;
            length = 0;
            foreach (var b in raw[2..header]) length = (length << 8) | b;
        }

        switch (opcode)
        {
            case Continuation or Text:
                at += header;
                _payloadLeft = length;
                return true;
            case Close or Ping or Pong when raw.Length < header + length:
                return false;
            case Close:
                throw new BenchException($"The server closed a connection: {Encoding.UTF8.GetString(raw[Math.Min(header + 2, raw.Length)..])}");
            case Ping:
                lock (_sending) SendFrame(Pong, raw.Slice(header, (int)length), separator: false);
                break;
            case Pong:
                break;
            default:
                throw new BenchException($"The server sent a frame with opcode {opcode}.");
        }

        at += header + (int)length;
        return true;
    }

    private void TakeRecords(RecordHandler take)
    {
        var at = 0;
        while (_records.AsSpan(at, _recordsEnd - at).IndexOf(Separator) is var length and >= 0)
        {
            take(_records.AsSpan(at, length));
            at += length + 1;
        }

        _records.AsSpan(at, _recordsEnd - at).CopyTo(_records);
        _recordsEnd -= at;
    }

    private void Append(ReadOnlySpan<byte> payload)
    {
        if (_records.Length < _recordsEnd + payload.Length) Array.Resize(ref _records, (_recordsEnd + payload.Length) * 2);
        payload.CopyTo(_records.AsSpan(_recordsEnd));
        _recordsEnd += payload.Length;
    }

    /// <summary>Keeps what of the received bytes lies from <paramref name="from"/> on.</summary>
    private void Keep(int from)
    {
        _raw.AsSpan(from, _rawEnd - from).CopyTo(_raw);
        _rawEnd -= from;
    }
}
