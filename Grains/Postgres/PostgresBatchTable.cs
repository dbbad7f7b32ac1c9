using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Postgres;

/// <summary>
/// Writes many rooms' events in one statement, with the memberships they change, in one round trip: commands of a batch
/// without explicit transaction are one implicit transaction (PostgreSQL protocol, §55.2.3, extended query).
/// </summary>
public sealed class PostgresBatchTable(NpgsqlDataSource database, ILogger<PostgresBatchTable> log) : IBatchTable
{
    private const string InsertEvents = """
        insert into room_events (room_id, seq, at, kind, actor_id, actor_name, client_id, body)
        select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::smallint[], $5::uuid[], $6::text[], $7::uuid[], $8::text[])
        """;

    private const string InsertMembers = """
        insert into members (room_id, user_id, joined_seq)
        select * from unnest($1::bigint[], $2::uuid[], $3::bigint[])
        on conflict (room_id, user_id) do update set joined_seq = excluded.joined_seq
        """;

    private const string DeleteMembers = """
        delete from members m using unnest($1::bigint[], $2::uuid[]) as gone(room_id, user_id)
        where m.room_id = gone.room_id and m.user_id = gone.user_id
        """;

    public async Task<AppendOutcome> Write(IReadOnlyList<RoomBatch> batches)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await database.OpenConnectionAsync();
        }
        catch (Exception e)
        {
            log.AppendRolledBack(e.Message);
            return AppendOutcome.Unavailable;
        }

        try
        {
            await using (connection)
            {
                await using var batch = Compose(connection, batches);
                await batch.ExecuteNonQueryAsync();
                return AppendOutcome.Committed;
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return e.ConstraintName == "room_events_once" ? AppendOutcome.Duplicate : AppendOutcome.Fenced;
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            // The server is alive and says that the transaction failed.
            log.AppendRolledBack(e.MessageText);
            return AppendOutcome.Unavailable;
        }
        catch (Exception e)
        {
            // A broken connection, a time-out, a server going down: the commit may have happened just before.
            log.AppendUnknown(e.Message);
            return AppendOutcome.Unknown;
        }
    }

    private static NpgsqlBatch Compose(NpgsqlConnection connection, IReadOnlyList<RoomBatch> batches)
    {
        var rows = batches.SelectMany(batch => batch.Events.Select(e => (Room: batch.Key.Id, Event: e))).ToArray();
        var composed = new NpgsqlBatch(connection);
        Add(composed, InsertEvents,
            Column(rows, row => row.Room),
            Column(rows, row => row.Event.Seq),
            Column(rows, row => row.Event.At.UtcDateTime),
            Column(rows, row => (short)row.Event.Kind),
            Column(rows, row => row.Event.Actor.Id),
            Column(rows, row => row.Event.Actor.Name),
            Column(rows, row => row.Event.Id),
            Column(rows, row => row.Event.Text));

        // Only the last join or leave of a user counts: rows of one room are in its order.
        var memberships = rows.Where(row => row.Event.Kind is EventKind.Join or EventKind.Leave)
            .GroupBy(row => (row.Room, row.Event.Actor.Id)).Select(group => group.Last()).ToLookup(row => row.Event.Kind);
        if (memberships[EventKind.Join].ToArray() is { Length: > 0 } joins)
        {
            Add(composed, InsertMembers,
                Column(joins, row => row.Room), Column(joins, row => row.Event.Actor.Id), Column(joins, row => row.Event.Seq));
        }

        if (memberships[EventKind.Leave].ToArray() is { Length: > 0 } leaves)
            Add(composed, DeleteMembers, Column(leaves, row => row.Room), Column(leaves, row => row.Event.Actor.Id));
        return composed;
    }

    private static NpgsqlParameter<T[]> Column<T>((long Room, RoomEvent Event)[] rows, Func<(long Room, RoomEvent Event), T> value) =>
        new() { TypedValue = Array.ConvertAll(rows, row => value(row)) };

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }
}
