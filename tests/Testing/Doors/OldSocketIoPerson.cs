using System.Text.Json;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Testing.Doors;

/// <summary>At the Socket.IO door, with the old program's events (S1), by polling alone. It is told who came and went and
/// what was said, and nothing of the time while it was away.</summary>
public sealed class OldSocketIoPerson(string name) : Person(name)
{
    private readonly List<JsonElement> _before = [];
    private Uri _gateway = null!;
    private string _room = "";
    private SocketIoClient _client = null!;

    public override bool CatchesUp => false;

    public override async Task Joins(Uri gateway, GatewayHost host, string room)
    {
        (_gateway, _room) = (gateway, room);
        _client = await SocketIoClient.Connect(gateway, EngineCarrier.Polling);
        await _client.Ask("join room", new { roomname = room, username = Name });
    }

    public override Task Says(string text) => _client.Tell("new message", text);

    public override Task Tells(string who, string text) => _client.Tell("new pm", $"@{who} {text}");

    public override async Task Renames(string name)
    {
        await _client.Ask("join room", new { roomname = _room, username = name });
        Name = name;
    }

    public override Task Leaves() => _client.Disconnect();

    public override async Task Dies()
    {
        _before.AddRange(Messages());
        await _client.DisposeAsync();
    }

    public override async Task Returns()
    {
        _client = await SocketIoClient.Connect(_gateway, EngineCarrier.Polling, new { pid = _client.Pid });
        await _client.Ask("join room", new { roomname = _room, username = Name });
    }

    public override Task<IReadOnlyList<string>> Heard() =>
        Task.FromResult<IReadOnlyList<string>>([.. _before.Concat(Messages()).Select(Line).OfType<string>()]);

    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    private string? Line(JsonElement message) => message.ValueKind == JsonValueKind.String
        ? Sentences.Line(message.GetString()!, Name)
        : !message.TryGetProperty("type", out var type) ? null
        : type.GetString() == "private"
            ? $"told|{message.GetProperty("username").GetString()}|{message.GetProperty("message").GetString()}"
            : $"said|{message.GetProperty("username").GetString()}|{message.GetProperty("message").GetString()}";

    private IEnumerable<JsonElement> Messages() => _client.Heard.Where(e => e.Name == "new message").Select(e => e.Argument);
}
