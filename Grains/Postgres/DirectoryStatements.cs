namespace OrleansChat.Grains.Postgres;

/// <summary>What the lists read. Names compare by code point, "C", in every database. The limits in joins leave the planner
/// no other way than one look into an index for each row.</summary>
internal static class DirectoryStatements
{
    /// <summary>$1 key.</summary>
    public const string FindUser = $"""
        select u.user_id, u.name, u.last_seen_at, here.yes is not null
        from names n join users u on u.user_id = n.user_id {IsHere} where n.name_key = $1
        """;

    /// <summary>$1 user.</summary>
    public const string ReadUser = $"select u.user_id, u.name, u.last_seen_at, here.yes is not null from users u {IsHere} where u.user_id = $1";

    /// <summary>$1 room's name.</summary>
    public const string RoomId = "select room_id from rooms where name = $1";

    /// <summary>Everybody who is online, and how many. $1 after, $2 count.</summary>
    public const string Online = $"with here as materialized ({Here}) {OnlinePage}";

    /// <summary>The same of one room. $3 room.</summary>
    public const string OnlineInRoom = $"""
        with here as materialized (
            select everybody.user_id from ({Here}) everybody,
            lateral (select from members m where m.room_id = $3 and m.user_id = everybody.user_id limit 1) member) {OnlinePage}
        """;

    /// <summary>$1 search, $2 after, $3 count. Direct rooms lie together between the names before '@' and those from 'A' on.</summary>
    public const string Rooms = $"""
        with found as (
            (select name from rooms where name > $2 and name < '@' and {Contains} order by name limit $3)
            union all
            (select name from rooms where name > $2 and name >= 'A' and {Contains} order by name limit $3)
            order by name limit $3)
        select {RoomColumns} from found join rooms r on r.name = found.name order by r.name
        """;

    /// <summary>$1 name.</summary>
    public const string Room = $"select {RoomColumns} from rooms r where r.name = $1";

    /// <summary>$1 room, $2 after, $3 count.</summary>
    public const string Members = $"""
        select u.user_id, u.name, u.role, here.yes is not null
        from (
            select u.user_id, u.name, m.role from members m join users u on u.user_id = m.user_id
            where m.room_id = $1 and u.name collate "C" > $2 order by u.name collate "C", u.user_id limit $3) u {IsHere}
        order by u.name collate "C", u.user_id
        """;

    /// <summary>$1 user, $2 direct rooms: those with the newest events.</summary>
    public const string RoomsOf = """
        select * from (
            select r.name, other.user_id, other.name as other_name, m.role, r.topic, newest.seq, newest.at,
                case m.joined_seq when 0 then row_number() over (partition by m.joined_seq = 0 order by newest.at desc nulls last, r.name) end as place
            from members m join rooms r on r.room_id = m.room_id
            left join lateral (select seq, at from room_events e where e.room_id = r.room_id order by seq desc limit 1) newest on true
            left join users other on other.user_id = case when r.name >= '@' and r.name < 'A' then
                case when substr(r.name, 2, 32)::uuid = $1 then substr(r.name, 35, 32)::uuid else substr(r.name, 2, 32)::uuid end end
            where m.user_id = $1) mine
        where place is null or place <= $2 order by name
        """;

    /// <summary>$1 users, $2 since, $3 events to look back. Rooms without news cost a look at their newest event.</summary>
    public const string DirectNews = """
        select r.name, (select epoch from log_epoch where only_row), news.after
        from (
            select distinct direct.room_id from unnest($1::uuid[]) as asked(user_id),
            lateral (select room_id from members m where m.user_id = asked.user_id and m.joined_seq = 0 offset 0) direct) direct
        cross join lateral (
            select seq from (select seq, at from room_events e where e.room_id = direct.room_id order by seq desc limit 1) newest
            where newest.at >= $2) head
        cross join lateral (
            select min(newest.seq) - 1 as after from (
                select seq, at from room_events e
                where e.room_id = direct.room_id and e.seq <= head.seq order by seq desc limit $3) newest
            where newest.at >= $2) news
        cross join lateral (select name from rooms where rooms.room_id = direct.room_id limit 1) r
        """;

    private const string IsHere = """
        left join lateral (
            select true as yes from online o join gateways g on g.gateway_id = o.gateway_id
            where o.user_id = u.user_id and g.lease_until > now() limit 1) here on true
        """;

    private const string Here = """
        select distinct o.user_id from gateways g join online o on o.gateway_id = g.gateway_id where g.lease_until > now()
        """;

    private const string OnlinePage = """
        select total.count, page.user_id, page.name from (select count(*)::integer from here) total
        left join (
            select u.user_id, u.name from here join users u on u.user_id = here.user_id
            where u.name collate "C" > $1 order by u.name collate "C", u.user_id limit $2) page on true
        order by page.name collate "C", page.user_id
        """;

    // As the database's own locale knows upper and lower case.
    private const string Contains = """
        strpos(lower(name collate "default"), lower($1 collate "default")) > 0
        and exists (select from members m where m.room_id = rooms.room_id)
        """;

    private const string RoomColumns =
        "r.name, r.topic, (select count(*) from members m where m.room_id = r.room_id)::integer, r.created_at";
}
