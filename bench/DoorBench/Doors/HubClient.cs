using System.Net.Http.Json;
using System.Text.Json;
using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Doors;

/// <summary>A client of the SignalR door: WebSocket, JSON.</summary>
internal sealed class HubClient(Room room) : SocketClient(room)
{
    private const char End = (char)0x1e;
    private static readonly HttpClient Http = new();

    private readonly byte[] _head = Bytes($$"""{"type":1,"invocationId":"2","target":"Send","arguments":["{{room.Name}}",""" + '"');

    public override async Task Enter(Servers.Target server, string name)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(server.Http, "api/v1/session"), new { name });
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await Open(server.Http, $"/hub?access_token={session.GetProperty("token").GetString()}");
        Say($$"""{"protocol":"json","version":1}{{End}}""");
        Say($$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{Room.Name}}",null]}{{End}}""");
        await Entered();
    }

    /// <summary>SignalR gives up a client that is silent for 30 s.</summary>
    public override void KeepAlive() => Say($$"""{"type":6}{{End}}""");

    protected override int Compose(Span<byte> request, ReadOnlySpan<byte> text) => Compose(request, _head, "\",\""u8, text, "\"]}\u001e"u8);

    protected override void TakeOther(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOf("\"error\":"u8) >= 0) throw Refused(payload);
        if (payload.IndexOf("\"invocationId\":\"1\""u8) >= 0) HasEntered();
    }
}
