namespace OrleansChat.Grains.Postgres;

/// <summary>The statements of visits: memberships that end with their user's last connection.</summary>
internal static class VisitStatements
{
    // v is a row of visits.
    private const string Counts = "exists (select from members m where m.room_id = v.room_id and m.user_id = v.user_id and m.joined_seq = v.joined_seq)";

    /// <summary>$1 user, $2 room, $3 now.</summary>
    public const string Add = """
        insert into visits (user_id, room_id, joined_seq, since)
        select m.user_id, m.room_id, m.joined_seq, $3 from members m join rooms r on r.room_id = m.room_id
        where r.name = $2 and m.user_id = $1
        on conflict (user_id, room_id) do update set joined_seq = excluded.joined_seq, since = excluded.since
        """;

    /// <summary>Removes some, and what is over anyway. $1 user, $2 rooms.</summary>
    public const string Remove = $"""
        delete from visits v where v.user_id = $1
        and (v.room_id in (select r.room_id from rooms r where r.name = any ($2)) or not {Counts})
        """;

    /// <summary>$1 user.</summary>
    public const string RemoveAll = "delete from visits where user_id = $1";

    /// <summary>$1 user.</summary>
    public const string ReadRooms = $"select r.name from visits v join rooms r on r.room_id = v.room_id where v.user_id = $1 and {Counts}";

    /// <summary>$1 user, $2 the gateway that isn't asked.</summary>
    public const string IsOnline = """
        select exists (
            select from online o join gateways g on g.gateway_id = o.gateway_id
            where o.user_id = $1 and g.gateway_id <> $2 and g.lease_until > now())
        """;

    /// <summary>Who is offline for longer than $1, and visits rooms for longer. At most $2.</summary>
    public const string ReadForgotten = """
        select distinct v.user_id from visits v join users u on u.user_id = v.user_id
        where v.since < now() - $1::interval and not coalesce(u.last_seen_at >= now() - $1::interval, false)
        and not exists (select from online o where o.user_id = v.user_id)
        limit $2
        """;
}
