using OrleansChat.Testing.Hub;

namespace OrleansChat.Testing.Doors;

/// <summary>At the SignalR door.</summary>
public sealed class HubPerson(string name) : Person(name)
{
    private readonly List<HubEvent> _missed = [];
    private readonly List<HubEvent> _before = [];
    private Uri _gateway = null!;
    private string _room = "";
    private HubClient _client = null!;

    public override async Task Joins(Uri gateway, GatewayHost host, string room)
    {
        (_gateway, _room) = (gateway, room);
        _client = await HubClient.Connect(gateway, await GuestSession.Open(gateway, Name));
        await _client.Join(room);
    }

    public override Task Says(string text) => _client.Say(_room, text);

    public override Task Tells(string who, string text) => _client.Invoke<HubAck>("Direct", who, Guid.NewGuid(), text);

    public override async Task Renames(string name)
    {
        await _client.Invoke<HubUser>("Rename", name);
        Name = name;
    }

    public override Task Leaves() => _client.Invoke<object>("Leave", _room);

    public override Task Dies()
    {
        _before.AddRange(_client.Events);
        _client.Cut();
        return Task.CompletedTask;
    }

    public override async Task Returns()
    {
        var last = _before.LastOrDefault(e => e.Room == _room)?.Seq ?? 0;
        _client = await HubClient.Connect(_gateway, _client.Session);
        await _client.Join(_room, last);
    }

    public override Task<IReadOnlyList<string>> Heard() => Task.FromResult<IReadOnlyList<string>>(
        [.. _before.Concat(_missed).Concat(_client.Events).DistinctBy(e => (e.Room, e.Seq))
            .Select(e => Line(e.Room, e.Kind, e.Actor.Name, e.Text)).OfType<string>()]);

    public override ValueTask DisposeAsync() => _client.DisposeAsync();
}
