using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansChat.Testing.Lines;

/// <summary>A client of the line door, as netcat is one: it sends what it is told to and keeps what it hears. Every wait is
/// bounded.</summary>
public sealed class LineClient : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly StringBuilder _heard = new();
    private readonly Lock _lock = new();
    private Task _ended = Task.CompletedTask;
    private int _waitedFor;

    /// <summary>Its own end of the connection.</summary>
    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>All that it heard.</summary>
    public string Heard
    {
        get
        {
            lock (_lock) return _heard.ToString();
        }
    }

    /// <summary>Completes when the server ends the connection in good order.</summary>
    public Task Ended => _ended;

    /// <summary>Connects, and reads unless told otherwise.</summary>
    public static async Task<LineClient> Connect(IPEndPoint door, bool read = true)
    {
        var client = new LineClient();
        // What is never read should fill up soon.
        if (!read) client._socket.ReceiveBufferSize = 4096;
        await client._socket.ConnectAsync(door).Within("the connection");
        if (read) client._ended = client.Read();
        return client;
    }

    /// <summary>Connects and says its name, and has come in.</summary>
    public static async Task<LineClient> Named(IPEndPoint door, string name)
    {
        var client = await Connect(door);
        await client.Hears("Enter your username: ");
        await client.Says(name);
        await client.Hears($"Welcome {name}!\n");
        // Answers come in order: the room has been joined.
        await client.Answers("/echo here", "Echo: here (");
        return client;
    }

    /// <summary>Types a line.</summary>
    public Task Says(string line) => Sends(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Sends bytes as they are.</summary>
    public async Task Sends(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[(await _socket.SendAsync(bytes).AsTask().Within("the bytes to be taken"))..];
    }

    /// <summary>Types a line and waits for the answer.</summary>
    public async Task<string> Answers(string line, string answer)
    {
        await Says(line);
        return await Hears(answer);
    }

    /// <summary>Waits for a text behind what was waited for before; returns what came up to the end of it.</summary>
    public async Task<string> Hears(string text)
    {
        var (from, at) = (_waitedFor, -1);
        await Eventually.Holds(
            () => Task.FromResult((at = Heard.IndexOf(text, from, StringComparison.Ordinal)) >= 0),
            $"'{text}' after '{Heard[from..]}'");
        _waitedFor = at + text.Length;
        return Heard[from.._waitedFor];
    }

    /// <summary>Says that nothing more will come.</summary>
    public void EndsInput() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Is gone at once, with an error for the server.</summary>
    public void Breaks()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Read()
    {
        var (bytes, chars, decoder) = (new byte[4096], new char[4096], Encoding.UTF8.GetDecoder());
        while (await _socket.ReceiveAsync(bytes) is var length and > 0)
        {
            var count = decoder.GetChars(bytes, 0, length, chars, 0);
            lock (_lock) _heard.Append(chars, 0, count);
        }
    }
}
