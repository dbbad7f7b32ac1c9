using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client of the WebSocket door that wants the guarantees.</summary>
internal sealed class ContractClient(Room room) : SocketClient(room)
{
    private readonly byte[] _head = Bytes($$"""{"type":"send","ref":2,"room":"{{room.Name}}","id":""" + '"');

    public override async Task Enter(Servers.Target server, string name)
    {
        await Open(server.Http, $"/ws?name={name}", "orleanschat.v1");
        Say($$"""{"type":"join","ref":1,"room":"{{Room.Name}}"}""");
        await Entered();
    }

    protected override int Compose(Span<byte> request, ReadOnlySpan<byte> text) => Compose(request, _head, "\",\"text\":\""u8, text, "\"}"u8);

    protected override void TakeOther(ReadOnlySpan<byte> payload)
    {
        if (payload.StartsWith("{\"type\":\"error\""u8)) throw Refused(payload);
        if (payload.StartsWith("{\"type\":\"reply\",\"ref\":1,"u8)) HasEntered();
    }
}
