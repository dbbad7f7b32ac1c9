using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client of the compared server on <c>ws</c>, which passes on what it is sent.</summary>
internal sealed class BroadcastClient(Room room) : SocketClient(room)
{
    private readonly byte[] _head = Bytes($$"""{"type":"message","room":"{{room.Name}}","id":""" + '"');

    // With the answer to the upgrade the client is in the room.
    public override Task Enter(Servers.Target server, string name) => Open(server.Http, $"/?room={Room.Name}");

    protected override int Compose(Span<byte> request, ReadOnlySpan<byte> text) => Compose(request, _head, "\",\"text\":\""u8, text, "\"}"u8);

    protected override void TakeOther(ReadOnlySpan<byte> payload) => throw Refused(payload);
}
