using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client of the WebSocket door as pages that just chat are: no ids, no answers, and what it says itself isn't
/// repeated to it.</summary>
internal sealed class PageClient(Room room) : SocketClient(room)
{
    public override async Task Enter(Servers.Target server, string name)
    {
        await Open(server.Http, $"/ws?name={name}&room={Room.Name}");
        // The door reads requests when the client is in the room. This one is answered.
        Say("""{"type":"mine","ref":1}""");
        await Entered();
    }

    protected override int Compose(Span<byte> request, ReadOnlySpan<byte> text)
    {
        var head = "{\"type\":\"chat\",\"content\":\""u8;
        head.CopyTo(request);
        text.CopyTo(request[head.Length..]);
        "\"}"u8.CopyTo(request[(head.Length + text.Length)..]);
        return head.Length + text.Length + 2;
    }

    protected override void TakeOther(ReadOnlySpan<byte> payload)
    {
        if (payload.StartsWith("{\"type\":\"error\""u8)) throw Refused(payload);
        if (payload.StartsWith("{\"type\":\"reply\""u8)) HasEntered();
    }
}
