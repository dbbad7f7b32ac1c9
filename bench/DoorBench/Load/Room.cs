using OrleansChat.DoorBench.Doors;

namespace OrleansChat.DoorBench.Load;

/// <summary>A room, with those who are in it.</summary>
internal sealed class Room(string name, Traffic traffic)
{
    private readonly List<DoorClient> _clients = [];

    public string Name => name;

    public Traffic Traffic => traffic;

    public IReadOnlyList<DoorClient> Clients => _clients;

    /// <summary>Adds a client, before it comes in.</summary>
    public DoorClient Add(Func<Room, DoorClient> newClient)
    {
        var client = newClient(this);
        _clients.Add(client);
        return client;
    }
}
