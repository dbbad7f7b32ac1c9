using System.Text.Json;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Testing.Doors;

/// <summary>At the plain WebSocket door, in the dialect with the guarantees.</summary>
public sealed class ContractPerson(string name) : Person(name)
{
    private readonly List<JsonElement> _before = [];
    private Uri _gateway = null!;
    private string _room = "";
    private string _token = "";
    private SocketClient _client = null!;

    public override async Task Joins(Uri gateway, GatewayHost host, string room)
    {
        (_gateway, _room) = (gateway, room);
        _client = await SocketClient.Connect(gateway, $"name={Name}", contract: true);
        _token = (await _client.Hears(frame => frame.Is("welcome"), "the welcome")).Text("token");
        await _client.Ask("join", new { room });
    }

    public override Task Says(string text) => _client.Ask("send", new { room = _room, id = Guid.NewGuid(), text });

    public override Task Tells(string who, string text) => _client.Ask("direct", new { name = who, id = Guid.NewGuid(), text });

    public override async Task Renames(string name)
    {
        await _client.Ask("rename", new { name });
        Name = name;
    }

    public override Task Leaves() => _client.Ask("leave", new { room = _room });

    public override Task Dies()
    {
        _before.AddRange(_client.Events);
        _client.Cut();
        return Task.CompletedTask;
    }

    public override async Task Returns()
    {
        var last = _before.LastOrDefault(e => e.Text("room") == _room) is { ValueKind: JsonValueKind.Object } e ? e.Number("seq") : 0;
        _client = await SocketClient.Connect(_gateway, $"access_token={_token}", contract: true);
        await _client.Ask("join", new { room = _room, after = last });
    }

    public override Task<IReadOnlyList<string>> Heard() => Task.FromResult<IReadOnlyList<string>>(
        [.. _before.Concat(_client.Events).DistinctBy(e => (e.Text("room"), e.Number("seq")))
            .Select(e => Line(e.Text("room"), e.Text("kind"), e.GetProperty("actor").Text("name"), e.GetProperty("text").GetString())).OfType<string>()]);

    public override ValueTask DisposeAsync() => _client.DisposeAsync();
}
