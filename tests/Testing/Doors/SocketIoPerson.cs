using System.Text.Json;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Testing.Doors;

/// <summary>At the Socket.IO door, with the full contract.</summary>
public sealed class SocketIoPerson(string name) : Person(name)
{
    private readonly List<JsonElement> _before = [];
    private Uri _gateway = null!;
    private string _room = "";
    private string _token = "";
    private SocketIoClient _client = null!;

    public override async Task Joins(Uri gateway, GatewayHost host, string room)
    {
        (_gateway, _room) = (gateway, room);
        _token = (await GuestSession.Open(gateway, Name)).Token;
        _client = await SocketIoClient.Connect(gateway, auth: new { token = _token });
        await _client.Run("join", new { room });
    }

    public override Task Says(string text) => _client.Run("send", new { room = _room, id = Guid.NewGuid(), text });

    public override Task Tells(string who, string text) => _client.Run("direct", new { name = who, id = Guid.NewGuid(), text });

    public override async Task Renames(string name)
    {
        await _client.Run("rename", new { name });
        Name = name;
    }

    public override Task Leaves() => _client.Run("leave", new { room = _room });

    public override async Task Dies()
    {
        _before.AddRange(Events());
        await _client.DisposeAsync();
    }

    public override async Task Returns()
    {
        var last = _before.LastOrDefault(e => e.GetProperty("room").GetString() == _room) is { ValueKind: JsonValueKind.Object } e ? e.GetProperty("seq").GetInt64() : 0;
        _client = await SocketIoClient.Connect(_gateway, auth: new { token = _token });
        await _client.Run("join", new { room = _room, after = last });
    }

    public override Task<IReadOnlyList<string>> Heard() => Task.FromResult<IReadOnlyList<string>>(
        [.. _before.Concat(Events()).DistinctBy(e => (e.GetProperty("room").GetString(), e.GetProperty("seq").GetInt64()))
            .Select(e => Line(
                e.GetProperty("room").GetString()!, e.GetProperty("kind").GetString()!, e.GetProperty("actor").GetProperty("name").GetString()!,
                e.GetProperty("text").GetString()))
            .OfType<string>()]);

    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    private IEnumerable<JsonElement> Events() => _client.Heard.Where(e => e.Name == "events").SelectMany(e => e.Argument.EnumerateArray());
}
