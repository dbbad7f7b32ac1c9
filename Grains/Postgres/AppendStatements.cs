using Npgsql;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Postgres;

/// <summary>The statements of one append, in the order in which they must run. Most appends are the first two.</summary>
internal static class AppendStatements
{
    /// <summary>Refuses what was numbered on another log; shown for the benchmark, as the next one is.</summary>
    public const string Check = "select check_append($1::bigint[], $2::bigint[], $3::bigint[])";

    public const string InsertEvents = """
        insert into room_events (room_id, seq, at, kind, actor_id, actor_name, client_id, body, target_seq, thread_seq, fingerprint)
        select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::smallint[], $5::uuid[], $6::text[], $7::uuid[],
                             $8::text[], $9::bigint[], $10::bigint[], $11::bigint[])
        """;

    private const string InsertMembers = """
        insert into members (room_id, user_id, joined_seq, role)
        select * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::smallint[])
        on conflict (room_id, user_id) do update set joined_seq = excluded.joined_seq, role = excluded.role
        """;

    private const string DeleteMembers = """
        delete from members m using unnest($1::bigint[], $2::uuid[]) as gone(room_id, user_id)
        where m.room_id = gone.room_id and m.user_id = gone.user_id
        """;

    private const string CountReplies = """
        update room_events m set replies = coalesce(m.replies, 0) + reply.count, last_reply_seq = reply.seq
        from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[]) as reply(room_id, target_seq, count, seq)
        where m.room_id = reply.room_id and m.seq = reply.target_seq
        """;

    private const string EditMessages = """
        update room_events m set body = edit.body, edited_seq = edit.seq
        from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[]) as edit(room_id, target_seq, body, seq)
        where m.room_id = edit.room_id and m.seq = edit.target_seq
        """;

    private const string InsertReactions = """
        insert into reactions (room_id, message_seq, emoji, user_id, user_name, seq)
        select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::bigint[])
        on conflict (room_id, message_seq, emoji, user_id) do update set user_name = excluded.user_name, seq = excluded.seq
        """;

    private const string DeleteReactions = """
        delete from reactions r using unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[]) as gone(room_id, message_seq, emoji, user_id)
        where r.room_id = gone.room_id and r.message_seq = gone.message_seq and r.emoji = gone.emoji and r.user_id = gone.user_id
        """;

    private const string DeleteMessages = """
        update room_events m set body = null, fingerprint = null, deleted_seq = gone.seq
        from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as gone(room_id, target_seq, seq)
        where m.room_id = gone.room_id and m.seq = gone.target_seq
        """;

    // 4 is EventKind.Edit: what a deleted message was edited to goes with it.
    private const string DeleteEdits = """
        update room_events m set body = null, fingerprint = null
        from unnest($1::bigint[], $2::bigint[]) as gone(room_id, target_seq)
        where m.room_id = gone.room_id and m.target_seq = gone.target_seq and m.kind = 4
        """;

    private const string DeleteAllReactions = """
        delete from reactions r using unnest($1::bigint[], $2::bigint[]) as gone(room_id, message_seq)
        where r.room_id = gone.room_id and r.message_seq = gone.message_seq
        """;

    private const string ChangeTopics = """
        update rooms r set topic = changed.topic from unnest($1::bigint[], $2::text[]) as changed(room_id, topic)
        where r.room_id = changed.room_id
        """;

    public static NpgsqlBatch Compose(NpgsqlConnection connection, IReadOnlyList<RoomBatch> batches)
    {
        var composed = new NpgsqlBatch(connection);
        Add(composed, Check,
            new NpgsqlParameter<long[]> { TypedValue = [.. batches.Select(batch => batch.Epoch).Distinct()] },
            new NpgsqlParameter<long[]> { TypedValue = [.. batches.Select(batch => batch.Key.Id)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. batches.Select(batch => batch.Events[0].Seq)] });

        var rows = batches.SelectMany(batch => batch.Rows.Select(row => new Row(batch.Key.Id, row.Event, row.Fingerprint))).ToArray();
        Add(composed, InsertEvents,
            Column(rows, row => row.Room),
            Column(rows, row => row.Event.Seq),
            Column(rows, row => row.Event.At.UtcDateTime),
            Column(rows, row => (short)row.Event.Kind),
            Column(rows, row => row.Event.Actor.Id),
            Column(rows, row => row.Event.Actor.Name),
            Column(rows, row => row.Event.Id),
            Column(rows, row => row.Event.Text ?? row.Event.Emoji),
            Column(rows, row => row.Event.Target ?? row.Event.ReplyTo),
            Column(rows, row => row.Event.Thread),
            Column(rows, row => row.Fingerprint));

        if (Array.TrueForAll(rows, row => row.Event is { Kind: EventKind.Message, Thread: null })) return composed;
        AddMemberships(composed, rows);
        AddReplies(composed, [.. rows.Where(row => row.Event.Thread is not null)]);
        AddEdits(composed, Last(rows, EventKind.Edit));
        AddReactions(composed, rows);
        AddTopics(composed, Last(rows, EventKind.Topic));
        // Last, because what came before it in this batch is deleted too; behind a deletion comes nothing.
        AddDeletions(composed, Last(rows, EventKind.Delete));
        return composed;
    }

    private static void AddMemberships(NpgsqlBatch batch, Row[] rows)
    {
        // Only the last join or leave of a user counts: rows of one room are in its order.
        var last = rows.Where(row => row.Event.Kind is EventKind.Join or EventKind.Leave)
            .GroupBy(row => (row.Room, row.Event.Actor.Id)).Select(group => group.Last()).ToLookup(row => row.Event.Kind);
        if (last[EventKind.Join].ToArray() is { Length: > 0 } joins)
        {
            Add(batch, InsertMembers,
                Column(joins, row => row.Room), Column(joins, row => row.Event.Actor.Id), Column(joins, row => row.Event.Seq),
                Column(joins, row => (short)Member.RoleOf(row.Event)));
        }

        if (last[EventKind.Leave].ToArray() is { Length: > 0 } leaves)
            Add(batch, DeleteMembers, Column(leaves, row => row.Room), Column(leaves, row => row.Event.Actor.Id));
    }

    private static void AddReplies(NpgsqlBatch batch, Row[] replies)
    {
        if (replies.Length == 0) return;
        var threads = replies.GroupBy(row => (row.Room, Thread: row.Event.Thread!.Value)).ToArray();
        Add(batch, CountReplies,
            new NpgsqlParameter<long[]> { TypedValue = [.. threads.Select(thread => thread.Key.Room)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. threads.Select(thread => thread.Key.Thread)] },
            new NpgsqlParameter<int[]> { TypedValue = [.. threads.Select(thread => thread.Count())] },
            new NpgsqlParameter<long[]> { TypedValue = [.. threads.Select(thread => thread.Last().Event.Seq)] });
    }

    private static void AddEdits(NpgsqlBatch batch, Row[] edits)
    {
        if (edits.Length == 0) return;
        Add(batch, EditMessages,
            Column(edits, row => row.Room), Column(edits, row => row.Event.Target!.Value),
            Column(edits, row => row.Event.Text), Column(edits, row => row.Event.Seq));
    }

    private static void AddTopics(NpgsqlBatch batch, Row[] topics)
    {
        if (topics.Length > 0) Add(batch, ChangeTopics, Column(topics, row => row.Room), Column(topics, row => row.Event.Text));
    }

    private static void AddReactions(NpgsqlBatch batch, Row[] rows)
    {
        var last = rows.Where(row => row.Event.Emoji is not null)
            .GroupBy(row => (row.Room, row.Event.Target, row.Event.Emoji, row.Event.Actor.Id)).Select(group => group.Last())
            .ToLookup(row => row.Event.Kind);
        if (last[EventKind.Unreact].ToArray() is { Length: > 0 } gone)
        {
            Add(batch, DeleteReactions,
                Column(gone, row => row.Room), Column(gone, row => row.Event.Target!.Value),
                Column(gone, row => row.Event.Emoji!), Column(gone, row => row.Event.Actor.Id));
        }

        if (last[EventKind.React].ToArray() is { Length: > 0 } added)
        {
            Add(batch, InsertReactions,
                Column(added, row => row.Room), Column(added, row => row.Event.Target!.Value),
                Column(added, row => row.Event.Emoji!), Column(added, row => row.Event.Actor.Id),
                Column(added, row => row.Event.Actor.Name), Column(added, row => row.Event.Seq));
        }
    }

    private static void AddDeletions(NpgsqlBatch batch, Row[] deletions)
    {
        if (deletions.Length == 0) return;
        var (room, target) = (Column(deletions, row => row.Room), Column(deletions, row => row.Event.Target!.Value));
        Add(batch, DeleteMessages, room, target, Column(deletions, row => row.Event.Seq));
        Add(batch, DeleteEdits, room.Clone(), target.Clone());
        Add(batch, DeleteAllReactions, room.Clone(), target.Clone());
    }

    /// <summary>The last change of this kind to each message, or to each room where it names none.</summary>
    private static Row[] Last(Row[] rows, EventKind kind) =>
        [.. rows.Where(row => row.Event.Kind == kind).GroupBy(row => (row.Room, row.Event.Target)).Select(group => group.Last())];

    private static NpgsqlParameter<T[]> Column<T>(Row[] rows, Func<Row, T> value) => new() { TypedValue = Array.ConvertAll(rows, row => value(row)) };

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private readonly record struct Row(long Room, RoomEvent Event, long? Fingerprint);
}
