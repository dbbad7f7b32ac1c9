using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Postgres;

/// <summary>The log in PostgreSQL. Appends go through the group commit; reads are one index range each.</summary>
public sealed class PostgresRoomLog(NpgsqlDataSource database, LogWriter writer, ILogger<PostgresRoomLog> log) : IRoomLog
{
    private const string Columns = "seq, at, kind, actor_id, actor_name, client_id, body";

    public Task<RoomSnapshot?> Load(string room, int recent) => PostgresErrors.Guard(log, async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select room_id, epoch from rooms, log_epoch where name = $1") { Parameters = { new() { Value = room } } },
                new($"""
                    select {Columns} from room_events
                    where room_id = (select room_id from rooms where name = $1) order by seq desc limit $2
                    """) { Parameters = { new() { Value = room }, new() { Value = recent } } },
                new("select user_id from members where room_id = (select room_id from rooms where name = $1)")
                {
                    Parameters = { new() { Value = room } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return null;
        var key = new RoomKey(reader.GetInt64(0), room);
        var epoch = reader.GetInt64(1);

        await reader.NextResultAsync();
        var events = await ReadEvents(reader, key);
        await reader.NextResultAsync();
        var members = ImmutableArray.CreateBuilder<Guid>();
        while (await reader.ReadAsync()) members.Add(reader.GetGuid(0));

        // Each statement has its own snapshot, so members may be ahead of the events by what another activation just
        // wrote. Catching up applies those events again, and joining or leaving twice is the same as once.
        return new RoomSnapshot(key, epoch, Ascending(events), members.DrainToImmutable());
    });

    public Task Create(string room, DateTimeOffset at) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = database.CreateCommand(
            "insert into rooms (name, created_at) values ($1, $2) on conflict (name) do nothing");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(at.UtcDateTime);
        return await command.ExecuteNonQueryAsync();
    });

    public Task<AppendOutcome> Append(RoomBatch batch) => writer.Append(batch);

    public async Task<ImmutableArray<RoomEvent>> ReadAfter(RoomKey room, long after, int limit) =>
        [.. await Read(room, $"select {Columns} from room_events where room_id = $1 and seq > $2 order by seq limit $3",
            room.Id, after, limit)];

    public async Task<ImmutableArray<RoomEvent>> ReadBefore(RoomKey room, long before, int limit) =>
        Ascending(await Read(room, $"select {Columns} from room_events where room_id = $1 and seq < $2 order by seq desc limit $3",
            room.Id, before, limit));

    public async Task<ImmutableArray<RoomEvent>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes) =>
        [.. await Read(room, $"""
            select {Columns} from room_events join unnest($2::uuid[], $3::uuid[]) as asked(actor, id)
            on actor_id = asked.actor and client_id = asked.id where room_id = $1
            """, room.Id, writes.Select(write => write.Actor).ToArray(), writes.Select(write => write.Id).ToArray())];

    private Task<List<RoomEvent>> Read(RoomKey room, string sql, params object[] parameters) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        return await ReadEvents(reader, room);
    });

    private static async Task<List<RoomEvent>> ReadEvents(NpgsqlDataReader reader, RoomKey room)
    {
        var events = new List<RoomEvent>();
        while (await reader.ReadAsync())
        {
            events.Add(new RoomEvent(
                room.Name,
                reader.GetInt64(0),
                (EventKind)reader.GetInt16(2),
                new DateTimeOffset(reader.GetDateTime(1), TimeSpan.Zero),
                new Actor(reader.GetGuid(3), reader.GetString(4)),
                reader.GetGuid(5),
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return events;
    }

    private static ImmutableArray<RoomEvent> Ascending(List<RoomEvent> descending)
    {
        descending.Reverse();
        return [.. descending];
    }
}
