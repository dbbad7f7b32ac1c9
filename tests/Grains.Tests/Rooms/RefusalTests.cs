using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Rooms;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Rooms;

/// <summary>What a refusal says of the log, on a clock and a scheduler that the test moves.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private readonly MemoryTables _tables = new();
    private readonly VirtualTime _time = new();
    private readonly SeededDispatcher _dispatcher = new(seed: 7);
    private readonly BrokenLog _log;
    private readonly LocalEngine _engine;
    private readonly Actor _ann = People.Person("ann");
    private readonly Actor _bob = People.Person("bob");

    public RefusalTests()
    {
        _log = new BrokenLog(new MemoryRoomLog(_tables));
        _engine = LocalEngines.Create(
            _tables, new RoomOptions { WriteTimeout = TimeSpan.FromSeconds(2) }, _log, _time, _dispatcher);
    }

    private IRoomGrain Room => _engine.Room("refusals");

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_message_that_may_be_in_the_log_is_not_refused_for_certain_when_its_senders_join_is_given_up()
    {
        _ = _bob.Joins(Room);
        _dispatcher.RunUntilIdle();
        // While the room is busy, a join and, a second later, a message that relies on it get into one batch …
        var busy = _log.HoldNext();
        _ = _bob.Says(Room, "busy");
        _dispatcher.RunUntilIdle();
        var join = _ann.Joins(Room);
        Pass(TimeSpan.FromSeconds(1));
        var message = _ann.Says(Room, "hello");
        _dispatcher.RunUntilIdle();
        // … which is written, but nobody can find that out before the join is overdue, and then the message.
        _log.LoseNextAnswer();
        _log.FailNext(AppendOutcome.Unavailable, times: 1000);
        _log.ReadsFail = true;
        busy.SetResult();
        for (var i = 0; i < 40; i++) Pass(TimeSpan.FromMilliseconds(100));

        Assert.Equal(ErrorCode.OutcomeUnknown, (await Assert.ThrowsAsync<ChatException>(() => join)).Code);
        Assert.Equal(ErrorCode.OutcomeUnknown, (await Assert.ThrowsAsync<ChatException>(() => message)).Code);
        Assert.Equal(4, _tables.Use(tables => tables.Rooms["refusals"].Head));
    }

    private void Pass(TimeSpan time)
    {
        _dispatcher.RunUntilIdle();
        _time.Advance(time);
        _dispatcher.RunUntilIdle();
    }
}
