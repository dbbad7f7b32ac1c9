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

    public Task Create(string room, DateTimeOffset at, ImmutableArray<Guid> members) => Task.FromResult(tables.Use(t =>
        t.Rooms.TryAdd(room, MemoryRoom.With(new RoomKey(t.Rooms.Count + 1, room), members, at))));

    public Task<AppendOutcome> Append(RoomBatch batch) => Task.FromResult(tables.Use(t =>
        t.Rooms.TryGetValue(batch.Key.Name, out var room) ? room.Append(batch, t.Epoch) : AppendOutcome.Stale));

    public Task<ImmutableArray<LogRow>> ReadAfter(RoomKey room, long after, int limit) =>
        Use(room, rows => rows.After(after).Take(limit).ToImmutableArray());

    public Task<ImmutableArray<LogRow>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes) =>
        Use(room, rows => rows.FindAll(writes).ToImmutableArray());

    public Task<LogPage> ReadPage(RoomKey room, ReadRequest request) => Use(room, rows => rows.Page(request));

    public Task<MessageRecords> LoadMessages(RoomKey room, ImmutableArray<long> seqs) => Use(room, rows => rows.Messages(seqs));

    public Task<long> ReadHead(RoomKey room) => Use(room, rows => rows.Head);

    public Task<long> ReadEpoch() => Task.FromResult(tables.Use(t => t.Epoch));

    public Task<long> BeginEpoch() => Task.FromResult(tables.Use(t => ++t.Epoch));

    // A room that a restored backup doesn't have reads as an empty one, as it does in the database.
    private Task<T> Use<T>(RoomKey room, Func<MemoryRoom, T> read) =>
        Task.FromResult(tables.Use(t => read(t.Rooms.GetValueOrDefault(room.Name) ?? new MemoryRoom(room))));
}
