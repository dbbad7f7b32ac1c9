using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Rooms;
using OrleansChat.Testing;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Rooms;

/// <summary>A backup is restored under a living room.</summary>
public sealed class EpochTests : IAsyncLifetime
{
    private readonly MemoryTables _tables = new();
    private readonly MemoryRoomLog _log;
    private readonly LogEpoch _epoch = new();
    private readonly LocalEngine _engine;
    private readonly IRoomGrain _room;
    private readonly Actor _ann = People.Person("ann");
    private readonly RecordingObserver _ear = new();

    public EpochTests()
    {
        _log = new MemoryRoomLog(_tables);
        _engine = LocalEngines.Create(
            _tables, new RoomOptions { SubscriptionLease = TimeSpan.FromSeconds(1.5) }, _log, epoch: _epoch);
        _room = _engine.Room("room");
    }

    public async Task InitializeAsync()
    {
        await _ann.Joins(_room);
        await _ann.Says(_room, "kept");
        var backup = _tables.Backup();
        await _ann.Says(_room, "lost");
        await _room.Subscribe(Gateway());
        _tables.Restore(backup);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    private SubscribeRequest Gateway() => new("gateway", _ear);

    [Fact]
    public async Task G1_a_room_that_lived_on_leaves_no_gap_and_is_closed_until_a_new_epoch_begins()
    {
        var id = Guid.NewGuid();
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => _ann.Says(_room, "too late", id))).Code);
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => _ann.Says(_room, "too late", id))).Code);
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => _room.Newest())).Code);

        var epoch = await _log.BeginEpoch();
        var ack = await _ann.Says(_room, "too late", id);
        Assert.Equal((epoch, 3), (ack.Epoch, ack.Seq));
        Assert.Equal([null, "kept", "too late"], (await _room.Everything()).Select(e => e.Text));
    }

    [Fact]
    public async Task A_room_in_which_nobody_writes_finds_out_by_itself()
    {
        await Eventually.Holds(
            async () => await Record.ExceptionAsync(() => _room.Subscribe(Gateway())) is ChatException { Code: ErrorCode.Unavailable },
            "the room to see that its log went back");
        await _log.BeginEpoch();
        Assert.Equal(2, (await _room.Subscribe(Gateway())).Head);
    }

    [Fact]
    public async Task G5_a_new_epoch_reaches_rooms_that_nothing_was_lost_of()
    {
        var quiet = _engine.Room("quiet");
        await _ann.Joins(quiet);
        var epoch = await _log.BeginEpoch();
        _epoch.Observe(epoch);
        Assert.Equal(epoch, (await quiet.Subscribe(Gateway())).Epoch);
        Assert.Equal((epoch, 2), ((await _ann.Says(quiet, "hello")).Epoch, (await quiet.Newest()).Head));
        Assert.All(_ear.Batches.Where(batch => batch.Room == "quiet"), batch => Assert.Equal(epoch, batch.Epoch));
    }

    [Fact]
    public async Task G5_gateways_hear_of_the_new_epoch_with_the_room_s_next_event()
    {
        _epoch.Observe(await _log.BeginEpoch());
        await _ann.Says(_room, "hello again");
        await Eventually.Holds(() => Task.FromResult(_ear.Batches.Any(batch => batch.Epoch == _epoch.Current)), "a batch of the new epoch");
    }

    [Fact]
    public async Task A_room_that_the_backup_does_not_have_is_gone_and_may_be_made_again()
    {
        var young = _engine.Room("young");
        await _ann.Joins(young);
        await _ann.Says(young, "lost");
        _tables.Restore(new MemoryTables().Backup());
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => _ann.Says(young, "hello?"))).Code);
        _epoch.Observe(await _log.BeginEpoch());
        Assert.Equal(ErrorCode.NoSuchRoom, (await Assert.ThrowsAsync<ChatException>(() => young.Newest())).Code);
        Assert.Equal(1, (await _ann.Joins(young)).Head);
    }

    [Fact]
    public async Task A_log_of_an_older_epoch_than_the_process_has_seen_is_not_served()
    {
        _epoch.Observe(5);
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => _room.Newest())).Code);
    }
}
