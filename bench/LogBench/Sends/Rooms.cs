using Npgsql;
using OrleansChat.Bench;

namespace OrleansChat.LogBench.Sends;

/// <summary>Rooms as the log has them after their founder's join, made by SQL: making them isn't what is measured.</summary>
internal static class Rooms
{
    /// <summary>Who founded every room, and says everything in it.</summary>
    public static Actor Founder { get; } = new(Guid.Parse("b0000000-0000-4000-8000-000000000001"), "bench-0001");

    /// <summary>The name of the room with this number.</summary>
    /// <param name="number">From 1.</param>
    public static string Name(int number) => FormattableString.Invariant($"bench-{number}");

    /// <summary>Makes this many rooms in an empty database; their ids are their numbers.</summary>
    public static async Task Make(NpgsqlDataSource database, int rooms, CancellationToken stop)
    {
        await using var batch = database.CreateBatch();
        Add("insert into rooms (room_id, name, created_at) select n, 'bench-' || n, now() from generate_series(1, $1) n order by n", rooms);
        Add("""
            insert into room_events (room_id, seq, at, kind, actor_id, actor_name, client_id)
            select room_id, 1, created_at, 1, $1, $2, gen_random_uuid() from rooms
            """, Founder.Id, Founder.Name);
        Add("insert into members (room_id, user_id, joined_seq, role) select room_id, $1, 1, 1 from rooms", Founder.Id);
        await batch.ExecuteNonQueryAsync(stop);

        void Add(string sql, params object[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>
    /// Says how many messages the log holds, in how many commits: a row's xmin is the transaction that wrote it.
    /// Checks that every room is without gaps.
    /// </summary>
    /// <exception cref="BenchException">A room has a gap.</exception>
    public static async Task<(long Messages, long Commits)> Count(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand("""
            select (select count(*) from room_events where kind = 3),
                   (select count(*) from (select xmin from room_events where kind = 3 group by xmin) commits),
                   (select count(*) from (select from room_events group by room_id having max(seq) <> count(*)) gaps)
            """);
        command.CommandTimeout = 300;
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        if (reader.GetInt64(2) > 0) throw new BenchException($"{reader.GetInt64(2)} rooms have gaps in their log.");
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
