using Npgsql;

namespace OrleansChat.Testing.Postgres;

/// <summary>Puts people and what they said into a database, where a test needs them at a time of its own.</summary>
public static class PeopleRows
{
    /// <summary>Two people's direct room, with a message of the first one at each time.</summary>
    public static async Task HaveTalked(this NpgsqlDataSource database, Actor one, Actor other, params DateTimeOffset[] times)
    {
        await using var command = database.CreateCommand("""
            with room as (insert into rooms (name, created_at) values ($1, now()) returning room_id),
            people as (
                insert into members (room_id, user_id, joined_seq)
                select room_id, person, 0 from room, (select distinct unnest($2::uuid[]) as person) people)
            insert into room_events (room_id, seq, at, kind, actor_id, actor_name, client_id, body)
            select room_id, said.seq, said.at, 3, $3, $4, gen_random_uuid(), 'hello'
            from room, unnest($5::timestamptz[]) with ordinality as said(at, seq)
            """);
        command.Parameters.AddWithValue(DirectRooms.Name(one.Id, other.Id));
        command.Parameters.AddWithValue(new[] { one.Id, other.Id });
        command.Parameters.AddWithValue(one.Id);
        command.Parameters.AddWithValue(one.Name);
        command.Parameters.AddWithValue(times.Select(time => time.UtcDateTime).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Somebody's hold of their name.</summary>
    public static async Task HoldName(this NpgsqlDataSource database, Actor person)
    {
        await using var command = database.CreateCommand(
            "insert into names (name_key, user_id, held_until) values ($1, $2, now()) on conflict (name_key) do nothing");
        command.Parameters.AddWithValue(TextRules.NameKey(person.Name));
        command.Parameters.AddWithValue(person.Id);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Until when somebody holds their name.</summary>
    public static async Task<DateTimeOffset> HeldUntil(this NpgsqlDataSource database, Actor person)
    {
        await using var command = database.CreateCommand("select held_until from names where user_id = $1");
        command.Parameters.AddWithValue(person.Id);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!, TimeSpan.Zero);
    }
}
