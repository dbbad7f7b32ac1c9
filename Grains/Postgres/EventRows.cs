using System.Collections.Immutable;
using Npgsql;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Postgres;

/// <summary>A row of room_events as an event.</summary>
internal static class EventRows
{
    /// <summary>What <see cref="Read"/> reads, in its order.</summary>
    public const string Columns =
        "seq, at, kind, actor_id, actor_name, client_id, body, target_seq, thread_seq, fingerprint, edited_seq, deleted_seq";

    /// <summary>How many columns that are.</summary>
    public const int Count = 12;

    public static LogRow Read(NpgsqlDataReader reader, string room)
    {
        var kind = (EventKind)reader.GetInt16(2);
        var body = reader.IsDBNull(6) ? null : reader.GetString(6);
        var target = Number(reader, 7);
        var isReaction = kind is EventKind.React or EventKind.Unreact;
        var e = new RoomEvent(
            room,
            reader.GetInt64(0),
            kind,
            new DateTimeOffset(reader.GetDateTime(1), TimeSpan.Zero),
            new Actor(reader.GetGuid(3), reader.GetString(4)),
            reader.GetGuid(5),
            Text: isReaction ? null : body,
            Target: kind == EventKind.Message ? null : target,
            ReplyTo: kind == EventKind.Message ? target : null,
            Thread: Number(reader, 8),
            Emoji: isReaction ? body : null,
            Edited: Number(reader, 10),
            Deleted: Number(reader, 11));
        return new LogRow(e, Number(reader, 9));
    }

    public static async Task<ImmutableArray<LogRow>> ReadAll(NpgsqlDataReader reader, string room)
    {
        var rows = ImmutableArray.CreateBuilder<LogRow>();
        while (await reader.ReadAsync()) rows.Add(Read(reader, room));
        return rows.DrainToImmutable();
    }

    public static long? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
