using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansChat.Testing;

/// <summary>A TCP connection of somebody who keeps to no protocol: bytes as they are. Every wait is bounded.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawConnection()
    {
    }

    /// <summary>Connects to where a gateway serves HTTP.</summary>
    public static Task<RawConnection> To(Uri gateway) => To(new IPEndPoint(IPAddress.Parse(gateway.Host), gateway.Port));

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> To(IPEndPoint door)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(door).Within("the connection");
        return connection;
    }

    /// <summary>The request that opens a WebSocket at this path; further headers each with their line's end.</summary>
    public static string Upgrade(string path, string headers = "") =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n";

    /// <summary>Sends text.</summary>
    public Task Sends(string text) => Sends(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes; false when the server has gone.</summary>
    public async Task<bool> Sends(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty) bytes = bytes[(await _socket.SendAsync(bytes).AsTask().Within("the bytes to be taken"))..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Reads until a text has come, or the end; what came, byte by byte as Latin letters.</summary>
    public async Task<string> Hears(string? until = null)
    {
        var (heard, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            while ((until is null || !heard.ToString().Contains(until, StringComparison.Ordinal))
                && await _socket.ReceiveAsync(buffer).Within(until ?? "the end of the connection") is var length and > 0)
                heard.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (SocketException)
        {
            // Cut.
        }

        return heard.ToString();
    }

    public void Dispose()
    {
        // At once, without the system's own goodbye.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }
}
