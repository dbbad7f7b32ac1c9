using System.Collections.Immutable;

namespace OrleansChat.Grains.Log;

/// <summary>
/// The log in memory, for specs and simulation: the same contract as PostgreSQL's, nothing durable. A test's tables,
/// guarded by running each operation to its end before the next; see <see cref="MemoryTables"/>.
/// </summary>
public sealed class MemoryRoomLog(MemoryTables tables) : IRoomLog
{
    /// <summary>A log over tables of its own.</summary>
    public MemoryRoomLog()
        : this(new MemoryTables())
    {
    }

    public Task<RoomSnapshot?> Load(string room, int recent) =>
        Task.FromResult(tables.Use(t => t.Rooms.TryGetValue(room, out var found) ? found.Snapshot(t.Epoch, recent) : null));

    public Task Create(string room, DateTimeOffset at) => Task.FromResult(tables.Use(t =>
        t.Rooms.TryAdd(room, new MemoryTables.RoomTable(new RoomKey(t.Rooms.Count + 1, room)))));

    public Task<AppendOutcome> Append(RoomBatch batch) =>
        Task.FromResult(tables.Use(t => t.Rooms[batch.Key.Name].Append(batch)));

    public Task<ImmutableArray<RoomEvent>> ReadAfter(RoomKey room, long after, int limit) =>
        Task.FromResult(tables.Use(t => t.Rooms[room.Name].Events
            .Skip((int)Math.Clamp(after, 0, int.MaxValue)).Take(limit).ToImmutableArray()));

    public Task<ImmutableArray<RoomEvent>> ReadBefore(RoomKey room, long before, int limit) =>
        Task.FromResult(tables.Use(t => t.Rooms[room.Name].Events
            .Take((int)Math.Clamp(before - 1, 0, int.MaxValue)).TakeLast(limit).ToImmutableArray()));

    public Task<ImmutableArray<RoomEvent>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes) =>
        Task.FromResult(tables.Use(t => writes.Select(write => t.Rooms[room.Name].ById.GetValueOrDefault(write))
            .OfType<RoomEvent>().ToImmutableArray()));
}
