using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Postgres;

/// <summary>The log in PostgreSQL. Appends go through the group commit; reads are one index range each.</summary>
public sealed class PostgresRoomLog(NpgsqlDataSource database, LogWriter writer, HeadReader heads, ILogger<PostgresRoomLog> log) : IRoomLog
{
    // The limit and the offset in joins leave the planner no other way than one look into an index for each row.
    internal const string After = $"select {EventRows.Columns} from room_events where room_id = $1 and seq > $2 order by seq limit $3";

    internal const string Written = $"""
        select found.* from unnest($2::uuid[], $3::uuid[]) as asked(actor, id), lateral (
            select {EventRows.Columns} from room_events
            where room_id = $1 and actor_id = asked.actor and client_id = asked.id limit 1) found
        """;

    // The head comes with every row, so that it is of the same moment; one row at the least.
    internal const string Messages = """
        select head.seq, m.seq, m.actor_id, m.thread_seq, m.deleted_seq, r.emoji, r.user_id, r.user_name, r.seq
        from (select max(seq) as seq from room_events where room_id = $1) head
        left join room_events m on m.room_id = $1 and m.seq = any ($2) and m.kind = 3
        left join lateral (select * from reactions where room_id = $1 and message_seq = m.seq offset 0) r on true
        order by m.seq, r.seq
        """;

    private const string RoomOf = "(select room_id from rooms where name = $1)";

    private const string Recent = $"""
        select {EventRows.Columns}, coalesce(replies, 0) > 0 or exists (
            select from reactions r where r.room_id = page.room_id and r.message_seq = page.seq)
        from (select * from room_events where room_id = {RoomOf} order by seq desc limit $2) page order by seq
        """;

    public Task<RoomSnapshot?> Load(string room, int recent) => PostgresErrors.Guard(log, async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select room_id, epoch from rooms, log_epoch where name = $1") { Parameters = { new() { Value = room } } },
                new(Recent) { Parameters = { new() { Value = room }, new() { Value = recent } } },
                new($"select user_id, role from members where room_id = {RoomOf}") { Parameters = { new() { Value = room } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return null;
        var key = new RoomKey(reader.GetInt64(0), room);
        var epoch = reader.GetInt64(1);

        await reader.NextResultAsync();
        var rows = ImmutableArray.CreateBuilder<LogRow>();
        var detailed = ImmutableArray.CreateBuilder<long>();
        while (await reader.ReadAsync())
        {
            rows.Add(EventRows.Read(reader, room));
            if (reader.GetBoolean(EventRows.Count)) detailed.Add(rows[^1].Event.Seq);
        }

        await reader.NextResultAsync();
        var members = ImmutableArray.CreateBuilder<Member>();
        while (await reader.ReadAsync()) members.Add(new Member(reader.GetGuid(0), (MemberRole)reader.GetInt16(1)));

        // Each statement has its own snapshot, so members may be ahead of the events by what another activation just
        // wrote. Catching up applies those events again, and joining or leaving twice is the same as once.
        return new RoomSnapshot(key, epoch, rows.DrainToImmutable(), detailed.DrainToImmutable(), members.DrainToImmutable());
    });

    public Task Create(string room, DateTimeOffset at, ImmutableArray<Guid> members) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = database.CreateCommand("""
            with made as (
                insert into rooms (name, created_at) values ($1, $2) on conflict (name) do nothing returning room_id)
            insert into members (room_id, user_id, joined_seq) select room_id, user_id, 0 from made, unnest($3::uuid[]) as first(user_id)
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(at.UtcDateTime);
        command.Parameters.AddWithValue(members.ToArray());
        return await command.ExecuteNonQueryAsync();
    });

    public Task<AppendOutcome> Append(RoomBatch batch) => writer.Append(batch);

    public Task<ImmutableArray<LogRow>> ReadAfter(RoomKey room, long after, int limit) =>
        Rows(room, After, after, limit);

    public Task<ImmutableArray<LogRow>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes) => Rows(
        room, Written, writes.Select(write => write.Actor).ToArray(), writes.Select(write => write.Id).ToArray());

    public Task<LogPage> ReadPage(RoomKey room, ReadRequest request) =>
        PostgresErrors.Guard(log, () => PageReader.Read(database, room, request));

    public Task<MessageRecords> LoadMessages(RoomKey room, ImmutableArray<long> seqs) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = database.CreateCommand(Messages);
        command.Parameters.AddWithValue(room.Id);
        command.Parameters.AddWithValue(seqs.ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var head = 0L;
        var messages = new List<MessageRecord>();
        var reactions = new List<(long Message, Reaction Reaction)>();
        while (await reader.ReadAsync())
        {
            head = EventRows.Number(reader, 0) ?? 0;
            if (EventRows.Number(reader, 1) is not { } seq) continue;
            if (messages.Count == 0 || messages[^1].Seq != seq)
                messages.Add(new MessageRecord(seq, reader.GetGuid(2), EventRows.Number(reader, 3), !reader.IsDBNull(4), []));
            if (reader.IsDBNull(5)) continue;
            reactions.Add((seq, new Reaction(reader.GetString(5), new Actor(reader.GetGuid(6), reader.GetString(7)), reader.GetInt64(8))));
        }

        var byMessage = reactions.ToLookup(entry => entry.Message, entry => entry.Reaction);
        return new MessageRecords(head, [.. messages.Select(message => message with { Reactions = [.. byMessage[message.Seq]] })]);
    });

    public Task<long> ReadHead(RoomKey room) => heads.Read(room.Id);

    public Task<long> ReadEpoch() => Scalar("select epoch from log_epoch");

    // Seconds since 1970, so that it is never one that a lost future of this database had: two restores of the same
    // backup are two epochs.
    public Task<long> BeginEpoch() => Scalar(
        "update log_epoch set epoch = greatest(epoch + 1, extract(epoch from clock_timestamp())::bigint) returning epoch");

    private Task<long> Scalar(string sql) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = database.CreateCommand(sql);
        // No row: a backup is being restored.
        return await command.ExecuteScalarAsync() as long? ?? throw new ChatException(ErrorCode.Unavailable);
    });

    private Task<ImmutableArray<LogRow>> Rows(RoomKey room, string sql, params object[] parameters) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(room.Id);
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        return await EventRows.ReadAll(reader, room.Name);
    });
}
