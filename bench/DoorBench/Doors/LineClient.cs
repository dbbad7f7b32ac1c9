using OrleansChat.DoorBench.Load;
using OrleansChat.DoorBench.Wires;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client of the line door. What it says itself isn't repeated to it.</summary>
internal sealed class LineClient(Room room) : DoorClient(room)
{
    private readonly ByteSocket _socket = new();
    private readonly Lock _sending = new();

    public override async Task Enter(Servers.Target server, string name)
    {
        await _socket.Connect(server.Http.Host, server.LinePort);
        await Answer("Enter your username: ");
        Say($"{name}\n/join {Room.Name}\n");
        await Answer($"You are in #{Room.Name}\n");
        // Everybody comes into the lobby first. Who stays there hears all the others come.
        Say("/leave lobby\n");
        await Answer("You left #lobby\n");
        Reading = Read();
    }

    public override void Send(ReadOnlySpan<byte> text)
    {
        Span<byte> line = stackalloc byte[text.Length + 1];
        text.CopyTo(line);
        line[^1] = (byte)'\n';
        lock (_sending) _socket.Send(line);
    }

    public override void Dispose() => _socket.Dispose();

    protected override void TakeOther(ReadOnlySpan<byte> payload)
    {
        if (payload.StartsWith("! "u8) || payload.IndexOf("\n! "u8) >= 0) throw Refused(payload);
    }

    private async Task Answer(string text) => await _socket.ReceiveUntil(text).WaitAsync(Patience);

    private void Say(string lines)
    {
        lock (_sending) _socket.Send(Bytes(lines));
    }

    private async Task Read()
    {
        while (true)
        {
            var whole = _socket.Unread.LastIndexOf((byte)'\n') + 1;
            if (whole > 0)
            {
                Take(_socket.Unread[..whole]);
                _socket.Consume(whole);
            }

            await _socket.Receive();
        }
    }
}
