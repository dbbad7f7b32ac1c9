using System.Text.Json;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Testing.Doors;

/// <summary>At the plain WebSocket door, as a page that just chats (S5).</summary>
public sealed class ChatPagePerson(string name) : Person(name)
{
    private readonly List<JsonElement> _before = [];
    private Uri _gateway = null!;
    private string _room = "";
    private string _token = "";
    private SocketClient _client = null!;

    public override async Task Joins(Uri gateway, GatewayHost host, string room)
    {
        (_gateway, _room) = (gateway, room);
        _client = await SocketClient.Connect(gateway, $"name={Name}&room={room}", path: "");
        _token = (await _client.Hears(frame => frame.Is("system") && frame.TryGetProperty("token", out _), "the welcome")).Text("token");
        // Its own join is the room's event like any other, and comes when it is in.
        await _client.Ask("room", new { room });
    }

    public override Task Says(string text) => _client.Send(new { type = "chat", content = text });

    public override Task Tells(string who, string text) => _client.Send(new { type = "chat", content = $"@{who} {text}" });

    public override async Task Renames(string name)
    {
        await _client.Send(new { type = "setUsername", username = name });
        await _client.Hears($"{Name} is now known as {name}");
        Name = name;
    }

    public override Task Leaves() => _client.Ask("leave", new { room = _room });

    public override Task Dies()
    {
        _before.AddRange(_client.Frames);
        _client.Cut();
        return Task.CompletedTask;
    }

    public override async Task Returns()
    {
        _client = await SocketClient.Connect(_gateway, $"token={_token}&room={_room}");
        await _client.Ask("room", new { room = _room });
    }

    public override Task<IReadOnlyList<string>> Heard() => Task.FromResult<IReadOnlyList<string>>(
        [.. _before.Concat(_client.Frames).Where(frame => frame.TryGetProperty("seq", out _))
            .DistinctBy(frame => (frame.Text("room"), frame.Number("seq"))).Select(Line).OfType<string>()]);

    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    private string? Line(JsonElement frame)
    {
        if (!frame.Is("chat") && !frame.Is("system")) return null;
        var message = frame.Text("message");
        if (frame.Is("chat") && frame.Text("username") == Name) return null;
        if (frame.Is("chat")) return frame.GetProperty("private").GetBoolean()
            ? $"told|{frame.Text("username")}|{message["[private] ".Length..]}"
            : $"said|{frame.Text("username")}|{message}";
        return Sentences.Line(message, Name);
    }
}
