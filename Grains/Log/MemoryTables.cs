namespace OrleansChat.Grains.Log;

/// <summary>What the memory adapters share: rooms, users and sessions of one pretended database. Every use runs alone,
/// so that two engines may share one database as they would share PostgreSQL.</summary>
public sealed class MemoryTables
{
    private int _running;

    internal long Epoch { get; set; } = 1;

    internal Dictionary<string, RoomTable> Rooms { get; } = new(StringComparer.Ordinal);

    internal Dictionary<Guid, UserTable> Users { get; } = [];

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

    internal sealed class UserTable(string name)
    {
        public string Name { get; } = name;

        public Dictionary<string, DateTimeOffset> Sessions { get; } = new(StringComparer.Ordinal);
    }

    internal sealed class RoomTable(RoomKey key)
    {
        public List<RoomEvent> Events { get; } = [];

        public Dictionary<(Guid Actor, Guid Id), RoomEvent> ById { get; } = [];

        public HashSet<Guid> Members { get; } = [];

        public RoomSnapshot Snapshot(long epoch, int recent) =>
            new(key, epoch, [.. Events.TakeLast(recent)], [.. Members]);

        public AppendOutcome Append(RoomBatch batch)
        {
            if (batch.Events[0].Seq != Events.Count + 1) return AppendOutcome.Fenced;
            var ids = new HashSet<(Guid, Guid)>();
            foreach (var e in batch.Events)
            {
                if (ById.ContainsKey((e.Actor.Id, e.Id)) || !ids.Add((e.Actor.Id, e.Id))) return AppendOutcome.Duplicate;
            }

            foreach (var e in batch.Events)
            {
                Events.Add(e);
                ById.Add((e.Actor.Id, e.Id), e);
                if (e.Kind == EventKind.Join) Members.Add(e.Actor.Id);
                if (e.Kind == EventKind.Leave) Members.Remove(e.Actor.Id);
            }

            return AppendOutcome.Committed;
        }
    }
}
