using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansChat.Bench;

namespace OrleansChat.DoorBench.Wires;

/// <summary>A TCP connection as lean as a thousand of them beside the measured server should be: one receive call takes
/// whatever the socket holds, and it is read where it lies.</summary>
internal sealed class ByteSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[8 * 1024];
    private int _from;
    private int _end;

    /// <summary>What has come and isn't consumed. Valid until the next <see cref="Receive"/>.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_from, _end - _from);

    public Task Connect(string host, int port) => _socket.ConnectAsync(IPAddress.Parse(host), port);

    /// <summary>Waits for more.</summary>
    /// <exception cref="BenchException">The server ended the connection.</exception>
    public async ValueTask Receive()
    {
        if (_from == _end)
        {
            (_from, _end) = (0, 0);
        }
        else if (_end == _buffer.Length)
        {
            Unread.CopyTo(_buffer);
            (_from, _end) = (0, _end - _from);
            if (_end > _buffer.Length / 2) Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var got = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
        if (got == 0) throw new BenchException($"The server ended a connection. Its last words: {Show(Unread)}");
        _end += got;
    }

    /// <summary>Takes the first bytes of what is unread away.</summary>
    public void Consume(int count) => _from += count;

    /// <summary>Waits for a text, and returns what came up to the end of it.</summary>
    public async Task<string> ReceiveUntil(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        int at;
        while ((at = Unread.IndexOf(wanted)) < 0) await Receive();
        var length = at + wanted.Length;
        var came = Encoding.UTF8.GetString(Unread[..length]);
        Consume(length);
        return came;
    }

    /// <summary>Returns when the system has taken all of it. One caller at a time.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>For a failure's report.</summary>
    public static string Show(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 300)]);
}
