using Npgsql;
using OrleansChat.LogBench.Sends;

namespace OrleansChat.LogBench.History;

/// <summary>A room with a long past, and others beside it, made by SQL in the form in which the log would have them:
/// messages, replies in threads, reactions.</summary>
internal static class LongRoom
{
    /// <summary>The long room's number; others follow.</summary>
    public const int Number = 1;

    private const int Others = 20;

    // Of 20 events, three are reactions to the third of them; of 50, one replies in the thread of the fifth.
    private const string Events = """
        insert into room_events (room_id, seq, at, kind, actor_id, actor_name, client_id, body, target_seq, thread_seq, replies, last_reply_seq, fingerprint)
        select room, seq, now(), case when reaction then 6 else 3 end,
               case when reaction then ('00000000-0000-4000-8000-' || lpad(to_hex(seq % 20), 12, '0'))::uuid else $3 end, $4,
               gen_random_uuid(), case when reaction then (array['👍', '🎉', '👍'])[seq % 20 - 9] else lpad(seq::text, 100, '.') end,
               case when reaction then seq / 20 * 20 + 3 when seq % 50 = 25 then seq - 20 end,
               case when seq % 50 = 25 then seq - 20 end,
               case when seq % 50 = 5 then 1 end, case when seq % 50 = 5 then seq + 20 end, seq
        from generate_series(2, $2) seq, lateral (select seq % 20 between 10 and 12 as reaction) kinds, generate_series($1[1], $1[2]) room
        """;

    private const string Reactions = """
        insert into reactions (room_id, message_seq, emoji, user_id, user_name, seq)
        select room_id, target_seq, body, actor_id, actor_name, seq from room_events where kind = 6
        """;

    /// <summary>Makes them in an empty database, and leaves it as autovacuum would.</summary>
    /// <param name="events">Events of the long room; the others together have a tenth of it.</param>
    public static async Task Make(NpgsqlDataSource database, int events, CancellationToken stop)
    {
        await Rooms.Make(database, 1 + Others, stop);
        await Execute(Events, new[] { Number, Number }, events, Rooms.Founder.Id, Rooms.Founder.Name);
        await Execute(Events, new[] { Number + 1, Number + Others }, events / 10 / Others, Rooms.Founder.Id, Rooms.Founder.Name);
        await Execute(Reactions);
        await Execute("vacuum (analyze)");
        await Execute("checkpoint");

        async Task Execute(string sql, params object[] parameters)
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 600;
            foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
            await command.ExecuteNonQueryAsync(stop);
        }
    }
}
