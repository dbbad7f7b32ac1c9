namespace OrleansChat.Grains.Log;

/// <summary>What the memory adapters share: rooms, users and sessions of one pretended database. Every use runs alone,
/// so that two engines may share one database as they would share PostgreSQL.</summary>
public sealed class MemoryTables
{
    private int _running;

    internal long Epoch { get; set; } = 1;

    internal Dictionary<string, MemoryRoom> Rooms { get; set; } = new(StringComparer.Ordinal);

    internal Dictionary<Guid, UserTable> Users { get; } = [];

    /// <summary>Who holds a name's key, and until when at the least.</summary>
    internal Dictionary<string, (Guid User, DateTimeOffset HeldUntil)> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Until when each gateway's lease lasts.</summary>
    internal Dictionary<string, DateTimeOffset> Gateways { get; } = new(StringComparer.Ordinal);

    /// <summary>The last report that was taken of each gateway.</summary>
    internal Dictionary<string, long> Reports { get; } = new(StringComparer.Ordinal);

    /// <summary>Who is online at which gateway.</summary>
    internal HashSet<(Guid User, string Gateway)> Online { get; } = [];

    /// <summary>Which memberships are visits: those that began after a seq. And since when that is noted.</summary>
    internal Dictionary<(Guid User, string Room), (long JoinedAfter, DateTimeOffset Since)> Visits { get; } = [];

    /// <summary>How many activations of presence there have been.</summary>
    internal int Streams { get; set; }

    /// <summary>What a backup of all rooms holds; <see cref="Restore"/> brings it back. Users and sessions stay.</summary>
    public object Backup() => Use(t => t.Rooms.ToDictionary(room => room.Key, room => room.Value.Copy(), StringComparer.Ordinal));

    /// <summary>Puts the rooms of a backup in place of the present ones.</summary>
    public void Restore(object backup) => Use(t =>
    {
        t.Rooms = ((Dictionary<string, MemoryRoom>)backup).ToDictionary(room => room.Key, room => room.Value.Copy(), StringComparer.Ordinal);
        return true;
    });

    /// <summary>Runs <paramref name="operation"/> alone. Operations are short and never wait, so a caller that finds
    /// another one running spins until it is done.</summary>
    internal T Use<T>(Func<MemoryTables, T> operation)
    {
        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref _running, 1, 0) != 0) spin.SpinOnce();
        try
        {
            return operation(this);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>The rooms that a user visits.</summary>
    internal IEnumerable<string> VisitsOf(Guid user) =>
        Visits.Where(visit => visit.Key.User == user && Rooms.GetValueOrDefault(visit.Key.Room)?.JoinedAt(user) > visit.Value.JoinedAfter)
            .Select(visit => visit.Key.Room);

    /// <summary>The rooms that a user is a member of, without direct ones.</summary>
    internal IEnumerable<string> RoomsOf(Guid user) =>
        Rooms.Where(room => !DirectRooms.IsDirect(room.Key) && room.Value.Members.Contains(user)).Select(room => room.Key);

    /// <summary>Nobody can come back as a user: all memberships are visits, direct ones excepted, and the name is free.</summary>
    internal void Ends(Guid user, DateTimeOffset now)
    {
        foreach (var key in Names.Where(entry => entry.Value.User == user).Select(entry => entry.Key).ToList()) Names.Remove(key);
        foreach (var room in RoomsOf(user)) Visits[(user, room)] = (Rooms[room].JoinedAt(user)!.Value - 1, now);
    }

    internal sealed class UserTable(string name)
    {
        public string Name { get; set; } = name;

        public Users.Renaming? Untold { get; set; }

        public DateTimeOffset? LastSeen { get; set; }

        public Dictionary<string, DateTimeOffset> Sessions { get; } = new(StringComparer.Ordinal);
    }
}
