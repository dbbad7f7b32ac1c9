using System.Collections.Immutable;
using Npgsql;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Postgres;

/// <summary>Reads pages of history: one statement and so one moment, whatever the page shows. An index range each way.</summary>
internal static class PageReader
{
    // $1 room, $2 from, $3 limit, $4 thread
    private const string Before = "(select * from room_events where room_id = $1 and seq < $2 order by seq desc limit $3)";
    private const string After = "(select * from room_events where room_id = $1 and seq > $2 order by seq limit $3)";
    private const string ThreadBefore =
        "(select * from room_events where room_id = $1 and thread_seq = $4 and seq < $2 order by seq desc limit $3)";
    private const string ThreadAfter =
        "(select * from room_events where room_id = $1 and thread_seq = $4 and seq > $2 order by seq limit $3)";
    private const string Around = """
        (select * from room_events where room_id = $1 and seq < $2 order by seq desc limit $3 / 2)
        union all
        (select * from room_events where room_id = $1 and seq >= $2 order by seq limit $3 - $3 / 2)
        """;

    private const string Head = "(select max(seq) from room_events where room_id = $1)";

    // Each emoji with its count, whether the viewer ($5) reacted, and the first people.
    private static readonly string Reactions = $"""
        left join lateral (
            select array_agg(emoji order by first) as emoji, array_agg(count order by first) as counts,
                   array_agg(mine order by first) as mine, array_agg(ids order by first) as ids, array_agg(names order by first) as names
            from (
                select emoji, count(*)::integer as count, min(seq) as first, bool_or(user_id = $5) as mine,
                       array_to_string((array_agg(user_id order by seq))[1:{Limits.ReactionNames}], ' ') as ids,
                       to_jsonb((array_agg(user_name order by seq))[1:{Limits.ReactionNames}])::text as names
                from reactions r where r.room_id = $1 and r.message_seq = page.seq
                group by emoji) by_emoji
        ) reacted on page.kind = 3
        """;

    /// <summary>The statement for a request; shown for the benchmark's look at its plan.</summary>
    public static string Sql(ReadRequest request)
    {
        var events = (request.Direction, request.Thread) switch
        {
            (ReadDirection.Before, null) => Before,
            (ReadDirection.After, null) => After,
            (ReadDirection.Before, _) => ThreadBefore,
            (ReadDirection.After, _) => ThreadAfter,
            _ => Around,
        };
        // One more than asked for tells whether there is more.
        return request.Viewer is null
            ? $"select {EventRows.Columns}, {Head} from ({events}) page order by seq"
            : $"""
              select {EventRows.Columns}, {Head}, replies, last_reply_seq,
                     reacted.emoji, reacted.counts, reacted.mine, reacted.ids, reacted.names
              from ({events}) page {Reactions} order by seq
              """;
    }

    public static async Task<LogPage> Read(NpgsqlDataSource database, RoomKey room, ReadRequest request)
    {
        var limit = request.Direction == ReadDirection.Around ? request.Limit : request.Limit + 1;
        await using var command = database.CreateCommand(Sql(request));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = room.Id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.From });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.Thread ?? 0 });
        if (request.Viewer is { } viewer) command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = viewer });

        await using var reader = await command.ExecuteReaderAsync();
        var (head, events) = (0L, new List<RoomEvent>());
        var details = new List<MessageDetails>();
        while (await reader.ReadAsync())
        {
            var e = EventRows.Read(reader, room.Name).Event;
            head = reader.GetInt64(EventRows.Count);
            events.Add(e);
            if (request.Viewer is not null && ReadDetails(reader, e.Seq) is { } found) details.Add(found);
        }

        return Trimmed(request, head, events, details);
    }

    private static LogPage Trimmed(ReadRequest request, long head, List<RoomEvent> events, List<MessageDetails> details)
    {
        var more = request.Direction == ReadDirection.Around
            ? events.Count > 0 && (events[0].Seq > 1 || events[^1].Seq < head)
            : events.Count > request.Limit;
        if (events.Count > request.Limit) events.RemoveAt(request.Direction == ReadDirection.Before ? 0 : events.Count - 1);
        if (events.Count > 0) details.RemoveAll(d => d.Seq < events[0].Seq || d.Seq > events[^1].Seq);
        return new LogPage(head, [.. events], more, [.. details]);
    }

    private static MessageDetails? ReadDetails(NpgsqlDataReader reader, long seq)
    {
        const int First = EventRows.Count + 1;
        var replies = reader.IsDBNull(First) ? 0 : reader.GetInt32(First);
        var reactions = ImmutableArray<ReactionCount>.Empty;
        if (!reader.IsDBNull(First + 2))
        {
            var emoji = reader.GetFieldValue<string[]>(First + 2);
            var counts = reader.GetFieldValue<int[]>(First + 3);
            var mine = reader.GetFieldValue<bool[]>(First + 4);
            var ids = reader.GetFieldValue<string[]>(First + 5);
            var names = reader.GetFieldValue<string[]>(First + 6);
            reactions = [.. emoji.Select((one, i) => new ReactionCount(one, counts[i], mine[i], People(ids[i], names[i])))];
        }

        return replies == 0 && reactions.IsEmpty ? null : new MessageDetails(seq, replies, EventRows.Number(reader, First + 1), reactions);
    }

    private static ImmutableArray<Actor> People(string ids, string names) =>
        [.. ids.Split(' ').Zip(System.Text.Json.JsonSerializer.Deserialize<string[]>(names)!, (id, name) => new Actor(Guid.Parse(id), name))];
}
