using System.Collections.Immutable;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Online;
using OrleansChat.Grains.Users;

namespace OrleansChat.Simulation.Database;

/// <summary>A silo's log: the real group-commit writer, and reads over the database's connections.</summary>
internal sealed class SimRoomLog(SimDatabase database, LogWriter writer) : IRoomLog
{
    private readonly MemoryRoomLog _log = new(database.Tables);

    public Task<AppendOutcome> Append(RoomBatch batch) => writer.Append(batch);

    public Task<RoomSnapshot?> Load(string room, int recent) => database.Ask(() => _log.Load(room, recent));

    public Task Create(string room, DateTimeOffset at, ImmutableArray<Guid> members) => database.Ask(async () =>
    {
        await _log.Create(room, at, members);
        return true;
    });

    public Task<ImmutableArray<LogRow>> ReadAfter(RoomKey room, long after, int limit) =>
        database.Ask(() => _log.ReadAfter(room, after, limit));

    public Task<ImmutableArray<LogRow>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes) =>
        database.Ask(() => _log.FindAll(room, writes));

    public Task<LogPage> ReadPage(RoomKey room, ReadRequest request) => database.Ask(() => _log.ReadPage(room, request));

    public Task<MessageRecords> LoadMessages(RoomKey room, ImmutableArray<long> seqs) =>
        database.Ask(() => _log.LoadMessages(room, seqs));

    public Task<long> ReadHead(RoomKey room) => database.Ask(() => _log.ReadHead(room));

    public Task<long> ReadEpoch() => database.Ask(_log.ReadEpoch);

    public Task<long> BeginEpoch() => database.Ask(_log.BeginEpoch);
}

/// <summary>The users' directory over the same connections; rooms ask it how many rooms somebody is in.</summary>
internal sealed class SimDirectory(SimDatabase database) : IDirectory
{
    private readonly MemoryDirectory _directory = new(database.Tables, TimeProvider.System, new PresenceOptions());

    public Task<UserRecord?> LoadUser(Guid id) => database.Ask(() => _directory.LoadUser(id));

    public Task<string?> AddUser(Guid user, string name, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        throw new NotSupportedException("Nobody signs in here.");

    public Task AddSession(Guid user, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        throw new NotSupportedException("Nobody signs in here.");

    public Task<Claim> ClaimName(Guid user, string name, DateTimeOffset now) => throw new NotSupportedException("Nobody signs in here.");

    public Task<Claim> Rename(Guid user, Renaming renaming, DateTimeOffset now) =>
        throw new NotSupportedException("Nobody signs in here.");

    public Task EndRename(Guid user, Guid renaming) => throw new NotSupportedException("Nobody signs in here.");

    public Task<string?> FindFree(Guid user, ImmutableArray<string> names, DateTimeOffset now) =>
        throw new NotSupportedException("Nobody signs in here.");

    public Task<ImmutableArray<string>> RoomsOf(Guid user) => database.Ask(() => _directory.RoomsOf(user));

    public Task RemoveSession(Guid user, string tokenHash, DateTimeOffset now) =>
        throw new NotSupportedException("Nobody signs out here.");

    public Task<int> CountRooms(Guid user) => database.Ask(() => _directory.CountRooms(user));

    // Everybody here joins to stay.
    public Task AddVisit(Guid user, string room, DateTimeOffset now) => throw new NotSupportedException("Nobody visits here.");

    public Task RemoveVisits(Guid user, string? room) => throw new NotSupportedException("Nobody visits here.");

    public Task<bool> HasVisitNotes(Guid user) => database.Ask(() => _directory.HasVisitNotes(user));

    public Task RemoveVoidVisits(Guid user, DateTimeOffset before) => throw new NotSupportedException("Nobody visits here.");

    public Task<ImmutableArray<string>> VisitsOf(Guid user) => database.Ask(() => _directory.VisitsOf(user));

    public Task<bool> IsOnline(Guid user, IReadOnlyCollection<string> exceptAt) => throw new NotSupportedException("Nobody visits here.");

    public Task CheckReady() => Task.CompletedTask;
}
