namespace OrleansChat.Grains.Postgres;

/// <summary>Claims to names. A claim first removes a holder whose time is over, and then writes its own row, so that of two
/// claims at once the primary key refuses one.</summary>
internal static class NameStatements
{
    /// <summary>The constraint that a claim to a name that is held violates.</summary>
    public const string Taken = "names_pkey";

    /// <summary>Ends a session; with the last one a guest gives the name up, because nobody can come back to it.</summary>
    public const string RemoveSession = """
        with gone as (
            update sessions set revoked_at = $3 where user_id = $1 and token_hash = $2 and revoked_at is null)
        delete from names where user_id = $1 and not exists (
            select from sessions s where s.user_id = $1 and s.token_hash <> $2 and s.revoked_at is null and s.expires_at > $3)
        """;

    /// <summary>The constraint that a rename violates while another one is still to be told.</summary>
    public const string Untold = "renames_pkey";

    // n is a row of names; $3 is now, $4 now without the time that a name is held for after a gateway's lease.
    private const string IsHeld = """
        (n.held_until > $3 or exists (
            select from online o, gateways g
            where o.user_id = n.user_id and g.gateway_id = o.gateway_id and g.lease_until > $4))
        """;

    /// <summary>$1 key, $2 user, $3 now, $4 the lease that still holds.</summary>
    public const string RemoveOver = $"delete from names n where n.name_key = $1 and n.user_id <> $2 and not {IsHeld}";

    /// <summary>$1 user, $2 name, $3 now.</summary>
    public const string AddUser = "insert into users (user_id, name, created_at) values ($1, $2, $3) on conflict (user_id) do nothing";

    /// <summary>$1 key, $2 user, $3 until, $4 name. Of a user who bears another name, nothing is written.</summary>
    public const string Hold = """
        insert into names (name_key, user_id, held_until) select $1, u.user_id, $3 from users u where u.user_id = $2 and u.name = $4
        on conflict (user_id) do update set name_key = excluded.name_key, held_until = greatest(names.held_until, excluded.held_until)
        """;

    /// <summary>$1 user, $2 until.</summary>
    public const string Prolong = "update names set held_until = greatest(held_until, $2) where user_id = $1";

    /// <summary>$1 user, $2 old name, $3 new name.</summary>
    public const string ChangeName = "update users set name = $3 where user_id = $1 and name = $2";

    /// <summary>$1 user, $2 id, $3 old name, $4 new name.</summary>
    public const string NoteRename = "insert into renames (user_id, rename_id, old_name, new_name) values ($1, $2, $3, $4)";

    /// <summary>$1 keys, $2 user, $3 now, $4 the lease that still holds. The place, from 1, of the first that is free.</summary>
    public const string FindFree = $"""
        select asked.place::integer from unnest($1::text[]) with ordinality as asked(name_key, place)
        where not exists (select from names n where n.name_key = asked.name_key and n.user_id <> $2 and {IsHeld})
        order by asked.place limit 1
        """;
}
