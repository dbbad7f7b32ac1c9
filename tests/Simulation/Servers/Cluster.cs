namespace OrleansChat.Simulation.Servers;

/// <summary>
/// Two silos, and who finds which room where. Usually everybody finds a room on the same silo; while its place is in
/// dispute each gateway has its own opinion, which is how two activations come to write at once.
/// </summary>
internal sealed class Cluster
{
    private readonly SimWorld _world;
    private readonly Silo[] _silos;
    private readonly Dictionary<string, int> _homes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _disputed = new(StringComparer.Ordinal);

    public Cluster(SimWorld world)
    {
        _world = world;
        _silos = [new Silo(world), new Silo(world)];
        foreach (var room in world.Rooms) _homes[room] = world.Host.Dice.Below(_silos.Length);
    }

    /// <summary>Where a gateway finds the room; null when nobody is there.</summary>
    public RoomHost? Find(int gateway, string room)
    {
        var at = _disputed.Contains(room) && _world.Host.Dice.Chance(0.9) ? gateway % _silos.Length : _homes[room];
        return _silos[at].IsAlive ? _silos[at].Room(room) : null;
    }

    public void Dispute(string room)
    {
        _disputed.Add(room);
        _world.Judge.Disputed(room);
    }

    /// <summary>Ends a dispute: one activation survives, be it the one that is behind.</summary>
    public void Settle(string room)
    {
        if (!_disputed.Remove(room)) return;
        if (_world.Host.Dice.Chance(0.5)) _homes[room] = 1 - _homes[room];
        var other = _silos[1 - _homes[room]];
        if (other.IsAlive) other.Room(room).Crash();
    }

    /// <summary>Moves a room; calls that are under way find the old activation still, which ends when it likes.</summary>
    public void Move(string room)
    {
        var old = _silos[_homes[room]];
        if (old.IsAlive) _world.Host.After(_world.Host.Dice.Millis(0, 100), old.Room(room).Crash);
        _homes[room] = 1 - _homes[room];
    }

    public void CrashSilo(int which)
    {
        _silos[which].Crash();
        // The others agree on its death after a while, and its rooms come to life elsewhere.
        _world.Host.After(_world.Host.Dice.Millis(10, 4_000), () =>
        {
            if (_silos[which].IsAlive) return;
            foreach (var room in _world.Rooms) _homes[room] = 1 - which;
        });
    }

    public void RestartSilo(int which)
    {
        if (!_silos[which].IsAlive) _silos[which] = new Silo(_world);
    }

    public void CrashRoom(string room)
    {
        var silo = _silos[_homes[room]];
        if (silo.IsAlive) silo.Room(room).Crash();
    }

    public void Deactivate(string room)
    {
        var silo = _silos[_homes[room]];
        if (silo.IsAlive) silo.Room(room).Deactivate();
    }

    public void Heal()
    {
        foreach (var room in _disputed.ToList()) Settle(room);
        for (var i = 0; i < _silos.Length; i++) RestartSilo(i);
    }
}
