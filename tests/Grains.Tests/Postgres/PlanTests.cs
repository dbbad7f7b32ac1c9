using OrleansChat.Grains.Postgres;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Grains.Tests.Postgres;

/// <summary>
/// How the log is read: by a range of an index, however large it is, and whatever PostgreSQL knows of its size. A
/// connection keeps its plans, so one that was made on an empty database must be good for a large one.
/// </summary>
public sealed class PlanTests(PlanTests.LargeLog log) : IClassFixture<PlanTests.LargeLog>
{
    private const int Limit = 51;

    private static readonly Dictionary<string, PlannedStatement> Statements = new()
    {
        ["before"] = Page(ReadDirection.Before, 1_200),
        ["newest"] = Page(ReadDirection.Before, long.MaxValue),
        ["after"] = Page(ReadDirection.After, 1_200),
        ["around"] = Page(ReadDirection.Around, 1_200),
        ["thread_before"] = Page(ReadDirection.Before, 1_200, thread: 1_001),
        ["thread_after"] = Page(ReadDirection.After, 1_000, thread: 1_001),
        ["resume"] = new(PostgresRoomLog.After, "bigint, bigint, integer", $"7, 1200, {Limit}", "room_events_fence", Limit),
        ["written"] = new(
            PostgresRoomLog.Written, "bigint, uuid[], uuid[]", $"7, {Uuids(1, 2, 3)}, {Uuids(1_201, 1_202, 99_999)}", "room_events_once", 3),
        ["rooms_of"] = new(PostgresDirectory.Rooms, "uuid", Uuid(3), "members_by_user", 40),
        ["free_names"] = new(
            NameStatements.FindFree, "text[], uuid, timestamptz, timestamptz", $"array['n1', 'n2', 'n9999'], {Uuid(1)}, now(), now()", "names_pkey", 4),
        ["names_over"] = new(
            NameStatements.RemoveOver, "text, uuid, timestamptz, timestamptz", $"'n77', {Uuid(1)}, now(), now()", "names_pkey", 2),
        ["messages"] = new(PostgresRoomLog.Messages, "bigint, bigint[]", "7, array[1001, 1002, 1003]", "room_events_fence", 6),
    };

    public static TheoryData<string> Names => [.. Statements.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_read_is_an_index_range_in_a_log_whose_size_is_known(string name) => await log.IsGood(log.Analyzed, name);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_read_is_an_index_range_in_a_log_that_was_never_analyzed(string name) => await log.IsGood(log.NeverAnalyzed, name);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_plan_that_is_kept_from_when_the_log_was_empty_is_an_index_range(string name) => await log.IsGoodSinceEmpty(name);

    [Fact]
    public async Task A_plan_is_never_compiled_however_much_it_seems_to_cost()
    {
        await using var command = log.Analyzed.CreateCommand("show jit");
        Assert.Equal("off", await command.ExecuteScalarAsync());
    }

    private static PlannedStatement Page(ReadDirection direction, long from, long? thread = null) => new(
        PageReader.Sql(new ReadRequest(direction, from, Limit - 1, Guid.Empty, thread)),
        "bigint, bigint, integer, bigint, uuid",
        $"7, {from}, {Limit}, {thread ?? 0}, '00000000-0000-4000-8000-000000000001'",
        thread is null ? "room_events_fence" : "room_events_by_thread",
        Limit);

    private static string Uuids(params int[] numbers) =>
        $"array[{string.Join(", ", numbers.Select(Uuid))}]::uuid[]";

    private static string Uuid(int number) => FormattableString.Invariant($"'00000000-0000-4000-8000-{number:x12}'");

    /// <summary>20 rooms of 2,500 events, with threads and reactions, in three states of PostgreSQL's knowledge.</summary>
    public sealed class LargeLog() : LargeDatabase(Statements, Fill)
    {
        private const string Fill = """
            insert into room_events (room_id, seq, at, kind, actor_id, actor_name, client_id, body, target_seq, thread_seq)
            select room, seq, now(), 3, ('00000000-0000-4000-8000-' || lpad(to_hex(seq % 100), 12, '0'))::uuid, 'ann',
                   ('00000000-0000-4000-8000-' || lpad(to_hex(seq), 12, '0'))::uuid, 'hello',
                   case when seq % 100 > 50 then seq - 1 end, case when seq % 100 > 50 then seq / 100 * 100 + 1 end
            from generate_series(1, 20) room, generate_series(1, 2500) seq;
            insert into reactions (room_id, message_seq, emoji, user_id, user_name, seq)
            select room_id, seq, '👍', actor_id, 'ann', seq + 1 from room_events where seq % 2 = 1;
            insert into rooms (room_id, name, created_at) select room, 'room-' || room, now() from generate_series(1, 2500) room;
            insert into members (room_id, user_id, joined_seq)
            select room, ('00000000-0000-4000-8000-' || lpad(to_hex(person * 100 + room % 100), 12, '0'))::uuid, 1
            from generate_series(1, 2500) room, generate_series(0, 4) person;
            insert into users (user_id, name, created_at)
            select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'n' || n, now() from generate_series(1, 2500) n;
            insert into names (name_key, user_id, held_until) select name, user_id, now() - interval '1 hour' from users;
            insert into gateways (gateway_id, lease_until, report) select 'g' || n, now() + interval '1 hour', 1 from generate_series(1, 10) n;
            insert into online (user_id, gateway_id, since, report) select user_id, 'g' || length(name), now(), 1 from users
            """;
    }
}
