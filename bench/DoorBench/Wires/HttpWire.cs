using System.Globalization;
using System.Text;
using OrleansChat.Bench;

namespace OrleansChat.DoorBench.Wires;

/// <summary>One HTTP/1.1 connection that is kept, for one request after the other.</summary>
internal sealed class HttpWire(Uri server) : IDisposable
{
    private const string Length = "content-length:";

    private readonly ByteSocket _socket = new();

    public Task Connect() => _socket.Connect(server.Host, server.Port);

    /// <summary>Asks, and has the answer's body taken.</summary>
    /// <param name="path">With the query.</param>
    /// <param name="body">Null for a GET.</param>
    /// <param name="take">Takes the body.</param>
    /// <exception cref="BenchException">Any other answer than 200, or one without a length.</exception>
    public async Task Ask(string path, string? body, PayloadHandler take)
    {
        _socket.Send(Encoding.UTF8.GetBytes(body is null
            ? $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"
            : string.Create(CultureInfo.InvariantCulture,
                $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}")));
        var head = await _socket.ReceiveUntil("\r\n\r\n");
        var length = LengthOf(head);
        while (_socket.Unread.Length < length) await _socket.Receive();
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            throw new BenchException($"{path.Split('?')[0]} answered {head.Split('\r')[0]}: {ByteSocket.Show(_socket.Unread)}");
        take(_socket.Unread[..length]);
        _socket.Consume(length);
    }

    public void Dispose() => _socket.Dispose();

    private static int LengthOf(string head)
    {
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (at < 0) throw new BenchException($"An answer has no length: {head}");
        var value = head.AsSpan(at + Length.Length);
        return int.Parse(value[..value.IndexOf('\r')], CultureInfo.InvariantCulture);
    }
}
