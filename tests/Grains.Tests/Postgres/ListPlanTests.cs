using OrleansChat.Grains.Postgres;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Grains.Tests.Postgres;

/// <summary>How lists of rooms and people are read: by indexes, and no further than who is online, or a room's members.</summary>
public sealed class ListPlanTests(ListPlanTests.LargeTown town) : IClassFixture<ListPlanTests.LargeTown>
{
    private const int Limit = 51;
    private const int Online = 500;
    private const int Members = 800;
    private const int Rooms = 2_000;
    private const string Ann = "'00000000-0000-4000-8000-000000000001'";

    private static readonly Dictionary<string, PlannedStatement> Statements = new()
    {
        ["find_user"] = new(DirectoryStatements.FindUser, "text", "'PERSON 0007'", "names_pkey", 2),
        ["read_user"] = new(DirectoryStatements.ReadUser, "uuid", Ann, "users_pkey", 2),
        ["online"] = new(DirectoryStatements.Online, "text, integer", $"'', {Limit}", "users_pkey", Online),
        ["online_in_room"] = new(DirectoryStatements.OnlineInRoom, "text, integer, bigint", $"'person 0100', {Limit}, 1", "users_pkey", Online),
        ["rooms"] = new(DirectoryStatements.Rooms, "text, text, integer", $"'', 'room 0500', {Limit}", "rooms_name_key", Limit),
        ["search"] = new(DirectoryStatements.Rooms, "text, text, integer", $"'M 19', '', {Limit}", "rooms_name_key", Rooms),
        ["room_id"] = new(DirectoryStatements.RoomId, "text", "'room 0500'", "rooms_name_key", 1),
        ["room"] = new(DirectoryStatements.Room, "text", "'room 0500'", "rooms_name_key", 1),
        ["members"] = new(DirectoryStatements.Members, "bigint, text, integer", $"1, 'person 0100', {Limit}", "members_pkey", Members),
        ["rooms_of"] = new(DirectoryStatements.RoomsOf, "uuid, integer", $"{Ann}, 500", "members_by_user", 21),
        ["direct_news"] = new(
            DirectoryStatements.DirectNews, "uuid[], timestamptz, integer", $"array[{Ann}]::uuid[], now() - interval '1 second', 10", "members_direct", 20),
        ["gateway"] = new(PresenceStatements.ReadGateway, "text", "'gateway 1'", "gateways_pkey", Online),
        ["gateways"] = new(PresenceStatements.ReadAll, "integer", "0", "online_by_gateway", Online),
        ["presence_names"] = new(PresenceStatements.ReadNames, "uuid[]", $"array[{Ann}]::uuid[]", "users_pkey", 1),
        ["add_visit"] = new(VisitStatements.Add, "uuid, text, timestamptz", $"{Person(0x2bd)}, 'room 0500', now()", "rooms_name_key", 1),
        ["add_visits"] = new(VisitStatements.AddAll, "uuid, timestamptz", $"{Person(0x2be)}, now()", "members_by_user", 1),
        ["expired_sessions"] = new(VisitStatements.ForgetExpired, "interval, integer", $"'1 minute', {Limit}", "sessions_by_expiry", Limit),
        ["remove_visit"] = new(VisitStatements.Remove, "uuid, text", $"{Person(0x2bf)}, 'room 0001'", "visits_pkey", 1),
        ["remove_visits"] = new(VisitStatements.RemoveAll, "uuid", Person(0x2c0), "visits_pkey", 1),
        ["visit_notes"] = new(VisitStatements.HasNotes, "uuid", Person(0x2c3), "visits_pkey", 1),
        ["void_visits"] = new(VisitStatements.RemoveVoid, "uuid, timestamptz", $"{Person(0x2c2)}, now()", "visits_pkey", 1),
        ["visits"] = new(VisitStatements.ReadRooms, "uuid", Person(0x2c1), "visits_pkey", 1),
        ["is_online"] = new(VisitStatements.IsOnline, "uuid, text[]", $"{Person(0x0a)}, array['gateway 2']", "online_pkey", 5),
        ["forgotten_visits"] = new(VisitStatements.ReadForgotten, "interval, uuid, integer", $"'1 minute', {Person(0)}, {Limit}", "visits_pkey", Members),
    };

    public static TheoryData<string> Names => [.. Statements.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_list_is_read_by_indexes_in_a_database_whose_size_is_known(string name) => await town.IsGood(town.Analyzed, name);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_list_is_read_by_indexes_in_a_database_that_was_never_analyzed(string name) => await town.IsGood(town.NeverAnalyzed, name);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_plan_that_is_kept_from_when_nobody_was_there_reads_by_indexes(string name) => await town.IsGoodSinceEmpty(name);

    private static string Person(int number) => $"'00000000-0000-4000-8000-{number:x12}'";

    /// <summary>5,000 people of whom 500 are online at 5 gateways, 2,000 rooms, the first one of 800 members, who visit it, and
    /// 4,000 direct rooms, 20 of them Ann's, two of these with news.</summary>
    public sealed class LargeTown() : LargeDatabase(Statements, Fill)
    {
        private const string Fill = """
            insert into users (user_id, name, created_at)
            select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person ' || lpad(n::text, 4, '0'), now() from generate_series(1, 5000) n;
            insert into names (name_key, user_id, held_until) select upper(name), user_id, now() from users;
            insert into gateways (gateway_id, lease_until, report) select 'gateway ' || n, now() + interval '1 hour', 1 from generate_series(1, 5) n;
            insert into online (user_id, gateway_id, since, report)
            select ('00000000-0000-4000-8000-' || lpad(to_hex(n * 10), 12, '0'))::uuid, 'gateway ' || n % 5 + 1, now(), 1 from generate_series(1, 500) n;
            insert into rooms (room_id, name, created_at)
            select n, 'room ' || lpad(n::text, 4, '0'), now() from generate_series(1, 2000) n;
            insert into members (room_id, user_id, joined_seq)
            select 1, ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n from generate_series(1, 800) n;
            insert into visits (user_id, room, joined_after, since)
            select user_id, 'room 0001', joined_seq - 1, now() - interval '1 hour' from members where room_id = 1;
            insert into sessions (token_hash, user_id, created_at, expires_at)
            select sha256(user_id::text::bytea), user_id, now() - interval '1 day', now() - interval '1 hour' from users;
            insert into members (room_id, user_id, joined_seq)
            select n, 'ffffffff-0000-4000-8000-000000000001', 1 from generate_series(2, 2000) n;
            insert into rooms (room_id, name, created_at)
            select 10000 + n, '@' || replace(one, '-', '') || '.' || replace(other, '-', ''), now()
            from (select n, '00000000-0000-4000-8000-' || lpad(to_hex((n - 1) / 20 + 1), 12, '0') as one,
                         '00000000-0000-4000-8000-' || lpad(to_hex(1000 + n), 12, '0') as other from generate_series(1, 4000) n) direct;
            insert into members (room_id, user_id, joined_seq)
            select room_id, person, 0 from rooms, unnest(array[substr(name, 2, 32)::uuid, substr(name, 35, 32)::uuid]) person where name like '@%';
            insert into room_events (room_id, seq, at, kind, actor_id, actor_name, client_id, body)
            select room_id, seq, now() - interval '1 hour' * (1 + room_id % 10) * (50 - seq), 3, gen_random_uuid(), 'ann', gen_random_uuid(), 'hello'
            from rooms, generate_series(1, 50) seq where name like '@%' and room_id <= 10100
            """;
    }
}
