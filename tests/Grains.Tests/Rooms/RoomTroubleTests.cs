using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Rooms;
using OrleansChat.Testing;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Rooms;

/// <summary>A room whose log fails, lies or is written by somebody else.</summary>
public sealed class RoomTroubleTests : IAsyncDisposable
{
    private readonly MemoryTables _tables = new();
    private readonly BrokenLog _log;
    private readonly Measured _measured = new();
    private readonly LocalEngine _engine;
    private readonly Actor _ann = People.Person("ann");
    private readonly Actor _bob = People.Person("bob");
    private readonly string _name = $"room-{Guid.NewGuid():N}";

    public RoomTroubleTests()
    {
        _log = new BrokenLog(new MemoryRoomLog(_tables));
        _engine = LocalEngines.Create(
            _tables, new RoomOptions { WriteTimeout = TimeSpan.FromSeconds(2), QueuedWrites = 5 }, _log,
            metrics: new RoomMetrics(_measured.Meter));
    }

    private IRoomGrain Room => _engine.Room(_name);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _measured.Dispose();
    }

    [Fact]
    public async Task G2_no_ack_and_no_fan_out_before_the_commit()
    {
        await _ann.Joins(Room);
        var ear = new RecordingObserver();
        await Room.Subscribe(new SubscribeRequest("gateway", ear));
        var commit = _log.HoldNext();
        var send = _ann.Says(Room, "not yet");
        Assert.Equal(1, (await Room.Newest()).Head);
        Assert.False(send.IsCompleted);
        Assert.Empty(ear.Heard);

        commit.SetResult();
        var ack = await send;
        await ear.HearsUpTo(ack.Seq);
    }

    [Fact]
    public async Task G3_a_commit_whose_answer_was_lost_is_found_and_acknowledged_once()
    {
        await _ann.Joins(Room);
        _log.LoseNextAnswer();
        var ack = await _ann.Says(Room, "did you get it?");
        Assert.Equal(2, ack.Seq);
        Assert.Equal(2, (await Room.Newest()).Head);
    }

    [Fact]
    public async Task G3_a_lost_write_is_written_again()
    {
        await _ann.Joins(Room);
        _log.FailNext(AppendOutcome.Unknown);
        _log.FailNext(AppendOutcome.Unavailable, times: 3);
        Assert.Equal(2, (await _ann.Says(Room, "again")).Seq);
        Assert.Equal(6, _log.Appends);
    }

    [Fact]
    public async Task A_database_that_stays_away_is_answered_with_a_retryable_error_and_the_retry_works()
    {
        await _ann.Joins(Room);
        var id = Guid.NewGuid();
        _log.FailNext(AppendOutcome.Unavailable, times: 1000);
        var refused = await Assert.ThrowsAsync<ChatException>(() => _ann.Says(Room, "hello?", id));
        Assert.Equal(ErrorCode.Unavailable, refused.Code);

        _log.Heal();
        Assert.Equal(2, (await _ann.Says(Room, "hello?", id)).Seq);
    }

    [Fact]
    public async Task G4_an_event_whose_author_gave_up_is_heard_all_the_same()
    {
        await _ann.Joins(Room);
        var ear = new RecordingObserver();
        await Room.Subscribe(new SubscribeRequest("gateway", ear));
        _log.LoseNextAnswer();
        _log.ReadsFail = true;
        await Assert.ThrowsAsync<ChatException>(() => _ann.Says(Room, "hello?"));

        // Nobody asks again, but the gateway renews.
        _log.Heal();
        await Eventually.Holds(async () => (await Room.Subscribe(new SubscribeRequest("gateway", ear))).Head == 2, "the head");
        await ear.HearsUpTo(2);
    }

    [Fact]
    public async Task A_write_that_relied_on_a_refused_join_is_refused_too()
    {
        await _bob.Joins(Room);
        _log.FailNext(AppendOutcome.Unavailable, times: 1000);
        var join = _ann.Joins(Room);
        await Eventually.Holds(() => Task.FromResult(_log.Appends > 3), "the join to be tried");
        var send = _ann.Says(Room, "me too");
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => join)).Code);
        _log.Heal();
        var refused = await Assert.ThrowsAsync<ChatException>(() => send);
        Assert.Contains(refused.Code, new[] { ErrorCode.NotAMember, ErrorCode.Unavailable });
        Assert.Equal(1, (await Room.Newest()).Head);
    }

    [Fact]
    public async Task An_outcome_that_stays_unknown_is_said_to_be_unknown()
    {
        await _ann.Joins(Room);
        var id = Guid.NewGuid();
        _log.LoseNextAnswer();
        _log.ReadsFail = true;
        var refused = await Assert.ThrowsAsync<ChatException>(() => _ann.Says(Room, "hello?", id));
        Assert.Equal(ErrorCode.OutcomeUnknown, refused.Code);

        // It was written after all: asking again tells, and makes no second event.
        _log.Heal();
        Assert.Equal(2, (await _ann.Says(Room, "hello?", id)).Seq);
        Assert.Equal(2, (await Room.Newest()).Head);
    }

    [Fact]
    public async Task G6_two_activations_of_a_room_write_one_log_and_both_tell_the_truth()
    {
        await using var second = LocalEngines.Create(_tables);
        var other = second.Room(_name);
        await _ann.Joins(Room);
        await _bob.Joins(other);
        var (ear, otherEar) = (new RecordingObserver(), new RecordingObserver());
        await Room.Subscribe(new SubscribeRequest("first", ear));
        await other.Subscribe(new SubscribeRequest("second", otherEar));

        var acks = new List<Ack>();
        for (var i = 0; i < 30; i++)
        {
            acks.Add(await _ann.Says(Room, $"ann {i}"));
            acks.Add(await _bob.Says(other, $"bob {i}"));
        }

        var log = await other.Everything();
        Assert.Equal(Enumerable.Range(1, 62).Select(i => (long)i), log.Select(e => e.Seq));
        Assert.All(acks, ack => Assert.Equal(ack.Id, log[(int)ack.Seq - 1].Id));
        // Neither tells its gateways anything that isn't in the log, and both tell of the end: what was missed is read.
        Assert.All(ear.Heard.Concat(otherEar.Heard), e => Assert.Equal(log[(int)e.Seq - 1], e));
        Assert.Equal(acks[^2].Seq, ear.Heard[^1].Seq);
        Assert.Equal(acks[^1].Seq, otherEar.Heard[^1].Seq);
    }

    [Fact]
    public async Task G6_two_activations_that_write_at_once_write_one_log()
    {
        await using var first = LocalEngines.Create(_tables);
        await using var second = LocalEngines.Create(_tables);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TwoWriters.WriteOneLog(first, second)));
    }

    [Fact]
    public async Task G6_a_message_is_refused_when_the_other_activation_knows_that_its_author_has_left()
    {
        await using var second = LocalEngines.Create(_tables);
        await _ann.Joins(Room);
        await _ann.Leaves(second.Room(_name));
        var refused = await Assert.ThrowsAsync<ChatException>(() => _ann.Says(Room, "still me"));
        Assert.Equal(ErrorCode.NotAMember, refused.Code);
        Assert.Equal(2, (await Room.Newest()).Head);
    }

    [Fact]
    public async Task G6_a_join_that_the_other_activation_wrote_first_makes_no_second_one()
    {
        await using var second = LocalEngines.Create(_tables);
        await _bob.Joins(Room);
        await _ann.Joins(second.Room(_name));
        Assert.Equal(2, (await _ann.Joins(Room)).Head);
    }

    [Fact]
    public async Task G8_a_rooms_queue_is_bounded_and_says_so()
    {
        await _ann.Joins(Room);
        var commit = _log.HoldNext();
        var sends = Enumerable.Range(0, 8).Select(i => _ann.Says(Room, $"{i}")).ToList();
        await Eventually.Holds(() => Task.FromResult(sends.Count(send => send.IsFaulted) == 3), "three refusals");
        commit.SetResult();
        var errors = await Task.WhenAll(sends.Select(send => Record.ExceptionAsync(() => send)));
        Assert.All(errors.OfType<ChatException>(), e => Assert.Equal(ErrorCode.Busy, e.Code));
        Assert.Equal(5, errors.Count(e => e is null));
        Assert.Equal((3, 0), (_measured["orleanschat.rooms.busy"], _measured["orleanschat.rooms.queued_writes"]));
    }

    [Fact]
    public async Task G8_a_room_has_a_limited_number_of_members_and_keeps_a_limited_number_of_events()
    {
        using var measured = new Measured();
        await using var engine = LocalEngines.Create(
            rooms: new RoomOptions { MembersPerRoom = 3, RecentEvents = 10, SubscriptionLease = TimeSpan.FromSeconds(1) },
            metrics: new RoomMetrics(measured.Meter));
        var room = engine.Room("room");
        var people = Enumerable.Range(0, 5).Select(i => People.Person($"p{i}")).ToList();
        var joins = await Task.WhenAll(people.Select(person => Record.ExceptionAsync(() => person.Joins(room))));
        Assert.Equal(2, joins.Count(e => e is ChatException { Code: ErrorCode.RoomFull }));

        var member = people[Array.FindIndex(joins, e => e is null)];
        for (var i = 0; i < 200; i++)
        {
            var said = await member.Says(room, $"{i}");
            if (i % 2 == 0) await member.Reacts(room, said.Seq, "👍");
        }

        await Eventually.Holds(() => Task.FromResult(measured["orleanschat.rooms.remembered"] >= 60), "the room's memory to be measured");
        Assert.Equal(60, measured["orleanschat.rooms.remembered"]);
        Assert.Equal(3, measured["orleanschat.rooms.members"]);
        await member.Leaves(room);
        await people[Array.FindIndex(joins, e => e is not null)].Joins(room);
    }

    [Fact]
    public async Task A_user_may_be_in_so_many_rooms_and_no_more()
    {
        await using var engine = LocalEngines.Create(rooms: new RoomOptions { RoomsPerUser = 2 });
        await _ann.Joins(engine.Room("one"));
        await _ann.Joins(engine.Room("two"));
        var refused = await Assert.ThrowsAsync<ChatException>(() => _ann.Joins(engine.Room("three")));
        Assert.Equal(ErrorCode.TooManyRooms, refused.Code);
        await _ann.Joins(engine.Room("two"));
        await _ann.Leaves(engine.Room("one"));
        await _ann.Joins(engine.Room("three"));
    }
}
