using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Users;

/// <summary>Visits to rooms that can't be reached when they should end.</summary>
public sealed class VisitTroubleTests : IAsyncLifetime
{
    private readonly RecordingPresence _others = new();
    private readonly MemoryTables _tables = new();
    private readonly LocalEngine _engine;
    private readonly Guid _ann = Guid.NewGuid();

    public VisitTroubleTests() => _others.Engine = _engine = LocalEngines.Create(_tables, others: _others);

    public async Task InitializeAsync()
    {
        var ann = (await _engine.User(_ann).OpenSession(new OpenSessionRequest("ann", new byte[32], TimeSpan.FromHours(1)))).User;
        foreach (var room in new[] { "near", "far" })
            await _engine.User(_ann).Visit(new VisitRequest(room, new JoinRequest(ann, Guid.NewGuid())));
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task A_room_that_can_not_be_reached_is_left_by_the_next_call_and_the_others_at_once()
    {
        _others.Unreachable["far"] = ErrorCode.Unavailable;
        await _engine.User(_ann).EndVisits(null);
        Assert.Equal((0, 1), (await Members("near"), await Members("far")));
        _others.Unreachable.Clear();
        await _engine.User(_ann).EndVisits(null);
        Assert.Equal((0, 0), (await Members("near"), await Members("far")));
    }

    [Fact]
    public async Task A_room_that_is_gone_for_good_is_left()
    {
        _others.Unreachable["far"] = ErrorCode.NoSuchRoom;
        await _engine.User(_ann).EndVisits(null);
        _others.Unreachable.Clear();
        // Nobody asks it again.
        await _engine.User(_ann).EndVisits(null);
        Assert.Equal((0, 1), (await Members("near"), await Members("far")));
    }

    [Fact]
    public async Task Who_left_a_visited_room_and_joins_it_to_stay_does_stay_also_when_another_activation_takes_the_join()
    {
        var ann = new Actor(_ann, "ann");
        foreach (var room in new[] { "near", "far" }) await _engine.Room(room).Leave(new LeaveRequest(ann, Guid.NewGuid()));
        await using var other = LocalEngines.Create(_tables);
        // The first thing that it hears of her.
        await other.User(_ann).Stay("near");
        await other.Room("near").Join(new JoinRequest(ann, Guid.NewGuid()));
        await other.User(_ann).EndVisits(null);
        Assert.Equal((1, 0), (await Members("near"), await Members("far")));
    }

    private async Task<int> Members(string room) => (await _engine.Directory.ReadMembers(room, null, 10)).Members.Length;
}
