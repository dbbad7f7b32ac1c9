using OrleansChat.Grains.Log;
using OrleansChat.Simulation.Database;
using OrleansChat.Simulation.Machine;
using OrleansChat.Testing;

namespace OrleansChat.Simulation.Servers;

/// <summary>A silo: rooms, and the group-commit writer they share. Dies whole, or one room at a time.</summary>
internal sealed class Silo
{
    private readonly Dictionary<string, RoomHost> _rooms = new(StringComparer.Ordinal);
    private readonly Process _process;
    private readonly SimWorld _world;
    private readonly IRoomLog _log;
    private readonly LogEpoch _epoch = new();

    public Silo(SimWorld world)
    {
        _world = world;
        _process = new Process(world.Host.Scheduler);
        var writer = new LogWriter(world.Fault.Table(world.Database, world.Host), world.Climate.Writer, Unmeasured.Log, world.Host.Time);
        _log = world.Fault.Log(new SimRoomLog(world.Database, writer));
        world.Host.Begin(_process.NewMailbox(), writer.Start);
    }

    public bool IsAlive => _process.IsAlive;

    /// <summary>The room's place on this silo; a new one when the last has died.</summary>
    public RoomHost Room(string name)
    {
        if (_rooms.TryGetValue(name, out var found) && found.IsAlive) return found;
        return _rooms[name] = new RoomHost(_world, name, _log, _epoch);
    }

    public void Crash()
    {
        _process.Kill();
        foreach (var room in _rooms.Values) room.Crash();
    }
}
