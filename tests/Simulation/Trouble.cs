using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation;

/// <summary>What befalls a run: from a list, each run suffers some kinds often and others not at all, so that rare
/// meetings of two kinds come about in some run.</summary>
internal sealed class Trouble
{
    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(2);

    private readonly SimWorld _world;
    private readonly Host _host;
    private readonly Dice _dice;
    private readonly List<Action> _kinds;

    public Trouble(SimWorld world)
    {
        (_world, _host, _dice) = (world, world.Host, world.Host.Dice);
        Action[] all = [Storm, DatabaseOutage, CrashGateway, StopGateway, CrashSilo, CrashRoom, Deactivate, Dispute, Move, Partition, CutWires];
        _kinds = [.. all.Where(_ => _dice.Chance(0.5))];
    }

    public void Begin() => _host.After(Peace, Next);

    private void Next()
    {
        if (_world.IsEnding || _kinds.Count == 0) return;
        _dice.Pick(_kinds)();
        _host.After(_dice.Millis(50, 5_000), Next);
    }

    private void Storm()
    {
        Note("a storm");
        _world.Weather.Stormy = true;
        _host.After(_dice.Millis(500, 15_000), () => _world.Weather.Stormy = false);
    }

    private void DatabaseOutage()
    {
        if (_dice.Chance(0.5)) TakeDatabaseAway();
        else _world.Database.AfterNextCommit(TakeDatabaseAway);
    }

    private void TakeDatabaseAway()
    {
        if (_world.IsEnding) return;
        Note("the database is away");
        _world.Weather.TakeDatabaseAway();
        _host.After(_dice.Millis(100, 12_000), _world.Weather.BringDatabaseBack);
    }

    private void CrashGateway()
    {
        var which = _dice.Below(_world.Gateways.Length);
        Note($"{_world.Gateways[which].Name} crashes");
        _world.Gateways[which].Crash();
        _host.After(_dice.Millis(10, 5_000), () => _world.RestartGateway(which));
    }

    private void StopGateway()
    {
        var which = _dice.Below(_world.Gateways.Length);
        if (!_world.Gateways[which].IsOpen) return;
        Note($"{_world.Gateways[which].Name} stops");
        _world.Gateways[which].Stop();
        _host.After(_dice.Millis(10, 5_000), () => _world.RestartGateway(which));
    }

    private void CrashSilo()
    {
        var which = _dice.Below(2);
        Note($"silo {which} crashes");
        _world.Cluster.CrashSilo(which);
        _host.After(_dice.Millis(10, 10_000), () => _world.Cluster.RestartSilo(which));
    }

    private void CrashRoom()
    {
        var room = _dice.Pick(_world.Rooms);
        Note($"{room} crashes");
        _world.Cluster.CrashRoom(room);
    }

    private void Deactivate()
    {
        var room = _dice.Pick(_world.Rooms);
        Note($"{room} is deactivated");
        _world.Cluster.Deactivate(room);
    }

    private void Dispute()
    {
        var room = _dice.Pick(_world.Rooms);
        Note($"{room} has two activations");
        _world.Cluster.Dispute(room);
        _host.After(_dice.Millis(100, 15_000), () => _world.Cluster.Settle(room));
    }

    private void Move()
    {
        var room = _dice.Pick(_world.Rooms);
        Note($"{room} moves");
        _world.Cluster.Move(room);
    }

    private void Partition()
    {
        var which = _dice.Below(_world.Gateways.Length);
        Note($"{_world.Gateways[which].Name} is cut off");
        _world.CutOff(which, _dice.Millis(100, 12_000));
    }

    private void CutWires()
    {
        Note("connections are cut");
        foreach (var client in _world.Clients.Where(_ => _dice.Chance(0.5))) client.CutWire();
    }

    private void Note(string what) => _host.Trace.Note("TROUBLE", what);
}
