using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client of Socket.IO on a WebSocket from the start.</summary>
internal sealed class SocketIoClient(Room room) : SocketClient(room)
{
    private readonly byte[] _head = SocketIoWords.SendHead(room.Name);

    public override async Task Enter(Servers.Target server, string name)
    {
        await Open(server.Http, $"{SocketIoWords.Path}websocket");
        Say(SocketIoWords.Connect);
        await Entered();
    }

    protected override int Compose(Span<byte> request, ReadOnlySpan<byte> text) =>
        Compose(request, _head, SocketIoWords.SendMiddle, text, SocketIoWords.SendTail);

    protected override void TakeOther(ReadOnlySpan<byte> payload)
    {
        if (SocketIoWords.IsRefusal(payload)) throw Refused(payload);
        if (SocketIoWords.IsPing(payload)) Say(SocketIoWords.Pong);
        else if (SocketIoWords.IsConnected(payload)) Say(SocketIoWords.Join(Room.Name));
        else if (SocketIoWords.IsJoined(payload)) HasEntered();
    }
}
