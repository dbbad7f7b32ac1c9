namespace OrleansChat.Grains.Postgres;

/// <summary>The statements of visits: memberships that end with their user's last connection.</summary>
internal static class VisitStatements
{
    /// <summary>$1 user, $2 room, $3 now. Nothing is written for a member.</summary>
    public const string Add = """
        insert into visits (user_id, room, joined_after, since)
        select $1, $2, coalesce((select e.seq from room_events e where e.room_id = r.room_id order by e.seq desc limit 1), 0), $3
        from (select) one left join rooms r on r.name = $2
        where not exists (select from members m where m.room_id = r.room_id and m.user_id = $1)
        on conflict (user_id, room) do update set joined_after = excluded.joined_after, since = excluded.since
        """;

    /// <summary>Makes all memberships visits, direct ones excepted, of who has no session left. $1 user, $2 now.</summary>
    public const string AddAll = """
        insert into visits (user_id, room, joined_after, since)
        select m.user_id, r.name, m.joined_seq - 1, $2 from members m join rooms r on r.room_id = m.room_id
        where m.user_id = $1 and m.joined_seq > 0
        and not exists (select from sessions s where s.user_id = $1 and s.revoked_at is null and s.expires_at > $2)
        order by r.name
        on conflict (user_id, room) do update set joined_after = excluded.joined_after, since = excluded.since
        """;

    /// <summary>Deletes sessions that expired longer ago than $1, at most $2 of them. Of those among their users who have none left
    /// that still holds, all memberships become visits, direct ones excepted: what <see cref="ReadForgotten"/> finds next; and
    /// their names are free. Returns how many sessions that were.</summary>
    public const string ForgetExpired = """
        with over as (
            select user_id, token_hash from sessions where expires_at < now() - $1::interval
            order by expires_at limit $2 for update skip locked),
        gone as (
            delete from sessions s using over o where s.user_id = o.user_id and s.token_hash = o.token_hash returning s.user_id),
        ended as (
            insert into visits (user_id, room, joined_after, since)
            select m.user_id, r.name, m.joined_seq - 1, now() from (select distinct user_id from gone) g
            join members m on m.user_id = g.user_id join rooms r on r.room_id = m.room_id
            where m.joined_seq > 0
            and not exists (select from sessions s where s.user_id = g.user_id and s.revoked_at is null and s.expires_at > now())
            order by m.user_id, r.name
            on conflict (user_id, room) do update set joined_after = excluded.joined_after, since = excluded.since),
        nameless as (
            delete from names n using (select distinct user_id from gone) g where n.user_id = g.user_id
            and not exists (select from sessions s where s.user_id = g.user_id and s.revoked_at is null and s.expires_at > now()))
        select count(*)::integer from gone
        """;

    /// <summary>$1 user, $2 room.</summary>
    public const string Remove = "delete from visits where user_id = $1 and room = $2";

    /// <summary>$1 user.</summary>
    public const string RemoveAll = "delete from visits where user_id = $1";

    /// <summary>$1 user.</summary>
    public const string HasNotes = "select exists (select from visits where user_id = $1)";

    /// <summary>Deletes notes that no membership goes with. $1 user, $2 the time before which they are from.</summary>
    public const string RemoveVoid = """
        delete from visits v where v.user_id = $1 and v.since < $2 and not exists (
            select from rooms r join members m on m.room_id = r.room_id
            where r.name = v.room and m.user_id = v.user_id and m.joined_seq > v.joined_after)
        """;

    /// <summary>$1 user.</summary>
    public const string ReadRooms = """
        select v.room from visits v join rooms r on r.name = v.room
        join members m on m.room_id = r.room_id and m.user_id = v.user_id
        where v.user_id = $1 and m.joined_seq > v.joined_after
        """;

    /// <summary>$1 user, $2 gateways that aren't asked.</summary>
    public const string IsOnline = """
        select exists (
            select from online o join gateways g on g.gateway_id = o.gateway_id
            where o.user_id = $1 and g.gateway_id <> all ($2) and g.lease_until > now())
        """;

    /// <summary>Who is offline for longer than $1, and visits rooms for longer; behind $2 by id, and at most $3.</summary>
    public const string ReadForgotten = """
        select distinct v.user_id from visits v join users u on u.user_id = v.user_id
        where v.user_id > $2 and v.since < now() - $1::interval and not coalesce(u.last_seen_at >= now() - $1::interval, false)
        and not exists (select from online o where o.user_id = v.user_id)
        order by v.user_id limit $3
        """;
}
