using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Rooms;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Rooms;

/// <summary>How presence hears of what is new in direct rooms, on a clock that the test moves.</summary>
public sealed class DirectNewsTests : IAsyncLifetime
{
    private readonly MemoryTables _tables = new();
    private readonly VirtualTime _time = new();
    private readonly RecordingPresence _others = new();
    private readonly RoomOptions _options = new();
    private LocalEngine _engine = null!;
    private Actor _ann = null!;
    private string _name = "";

    private IRoomGrain Room => _engine.Room(_name);

    public async Task InitializeAsync()
    {
        _engine = Start();
        _ann = (await _engine.User(Guid.NewGuid()).OpenSession(new OpenSessionRequest("ann", new byte[32], TimeSpan.FromHours(1)))).User;
        var bob = (await _engine.User(Guid.NewGuid()).OpenSession(new OpenSessionRequest("bob", new byte[32], TimeSpan.FromHours(1)))).User;
        _name = DirectRooms.Name(_ann.Id, bob.Id);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task Each_commit_is_told_and_those_of_other_rooms_are_not()
    {
        await _ann.Joins(_engine.Room("public"));
        await _ann.Says(_engine.Room("public"), "hello, everybody");
        Assert.Empty(_others.News);
        await _ann.Says(Room, "hello");
        await _ann.Says(Room, "are you there?");
        Assert.Equal([new DirectNews(_name, 1, 0), new DirectNews(_name, 1, 1)], _others.News);
    }

    [Fact]
    public async Task G7_what_could_not_be_told_is_told_at_a_later_look_from_its_beginning()
    {
        _others.IsAway = true;
        await _ann.Says(Room, "hello");
        await _ann.Says(Room, "are you there?");
        _time.Advance(_options.SubscriptionLease);
        await Room.Newest();
        Assert.Empty(_others.News);

        _others.IsAway = false;
        _time.Advance(_options.SubscriptionLease / 3);
        await Room.Newest();
        Assert.Equal([new DirectNews(_name, 1, 0)], _others.News);
        _time.Advance(_options.SubscriptionLease);
        await Room.Newest();
        Assert.Single(_others.News);
    }

    [Fact]
    public async Task G7_a_new_activation_tells_once_what_may_not_have_been_told()
    {
        await _ann.Says(Room, "hello");
        _time.Advance(TimeSpan.FromMinutes(2));
        await _ann.Says(Room, "are you there?");
        await _ann.Says(Room, "well");
        await _engine.DisposeAsync();
        var told = _others.News.Count;
        _engine = Start();
        await Room.Newest();
        await Room.Newest();
        Assert.Equal([new DirectNews(_name, 1, 1)], _others.News.Skip(told));
    }

    [Fact]
    public async Task Direct_rooms_are_not_counted_among_a_users_rooms()
    {
        _options.RoomsPerUser = 1;
        await _ann.Says(Room, "hello");
        await _ann.Says(_engine.Room(DirectRooms.Name(_ann.Id, _ann.Id)), "hello");
        await _ann.Joins(_engine.Room("public"));
    }

    private LocalEngine Start() => (LocalEngine)(_others.Engine = LocalEngines.Create(_tables, _options, time: _time, others: _others));
}
