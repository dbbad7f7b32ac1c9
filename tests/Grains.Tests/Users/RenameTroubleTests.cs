using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Users;

/// <summary>A rename whose rooms, or whose presence, can't be reached.</summary>
public sealed class RenameTroubleTests : IAsyncLifetime
{
    private readonly MemoryTables _tables = new();
    private readonly RecordingPresence _others = new();
    private readonly Guid _ann = Guid.NewGuid();
    private readonly byte[] _token = new byte[32];
    private LocalEngine _engine = null!;

    private IRoomGrain Near => _engine.Room("near");

    private IRoomGrain Far => _engine.Room("far");

    public async Task InitializeAsync()
    {
        _engine = Start();
        var ann = (await _engine.User(_ann).OpenSession(new OpenSessionRequest("ann", _token, TimeSpan.FromHours(1)))).User;
        await ann.Joins(Near);
        await ann.Joins(Far);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task G3_a_room_that_could_not_be_told_is_told_by_the_users_next_call_and_none_is_told_twice()
    {
        _others.Unreachable["far"] = ErrorCode.Unavailable;
        Assert.Equal("anna", (await Renames("anna")).Name);
        Assert.Equal((2, 1), (await Head(Near), await Head(Far)));
        Assert.Equal("anna", (await _engine.User(_ann).Authenticate(_token)).User.Name);
        Assert.Equal(1, await Head(Far));

        _others.Unreachable.Clear();
        await IsToldEverywhere();
        Assert.Equal(("ann", "anna"), await LastRename(Far));
    }

    [Fact]
    public async Task G7_another_activation_finishes_what_one_began()
    {
        _others.Unreachable["far"] = ErrorCode.OutcomeUnknown;
        await Renames("anna");
        await _engine.DisposeAsync();
        _others.Unreachable.Clear();
        _engine = Start();
        await IsToldEverywhere();
    }

    [Fact]
    public async Task The_next_rename_waits_until_the_last_one_is_told()
    {
        _others.Unreachable["far"] = ErrorCode.Busy;
        await Renames("anna");
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => Renames("hannah"))).Code);
        Assert.Equal("anna", (await _engine.User(_ann).Arrive(null)).Name);

        _others.Unreachable.Clear();
        Assert.Equal("hannah", (await Renames("hannah")).Name);
        Assert.Equal(["ann", "anna"], (await Far.After(1, 10)).Events.Select(e => e.Actor.Name));
        Assert.Equal(("anna", "hannah"), await LastRename(Near));
    }

    [Fact]
    public async Task Rooms_that_are_not_the_users_any_more_are_passed_over()
    {
        _others.Unreachable["far"] = ErrorCode.NoSuchRoom;
        await Renames("anna");
        Assert.Equal("hannah", (await Renames("hannah")).Name);
        Assert.Equal(3, await Head(Near));
    }

    [Fact]
    public async Task Presence_is_told_of_the_new_name_and_a_rename_does_without_it()
    {
        await Renames("anna");
        _others.IsAway = true;
        await Renames("hannah");
        Assert.Equal([new Actor(_ann, "anna")], _others.Renamed);
    }

    [Fact]
    public async Task Who_comes_back_to_a_name_that_is_taken_gets_one_like_it_and_rooms_hear_of_it()
    {
        _tables.Use(t => t.Names[TextRules.NameKey("ann")] = (Guid.NewGuid(), DateTimeOffset.MaxValue));
        Assert.Equal("ann2", (await _engine.User(_ann).Arrive(null)).Name);
        Assert.Equal("ann2", (await _engine.User(_ann).Arrive(null)).Name);
        Assert.Equal("ann2", (await _engine.User(_ann).Authenticate(_token)).User.Name);
        Assert.Equal(("ann", "ann2"), await LastRename(Near));
        Assert.Equal(2, await Head(Near));
    }

    private async Task IsToldEverywhere()
    {
        // As a gateway does now and then for everybody who is connected.
        await Eventually.Holds(
            async () => (await _engine.User(_ann).Authenticate(_token)).User.Name == "anna" && await Head(Far) == 2, "the rename in the far room");
        Assert.Equal((2, 2), (await Head(Near), await Head(Far)));
    }

    private LocalEngine Start() => (LocalEngine)(_others.Engine = LocalEngines.Create(_tables, others: _others));

    private Task<Actor> Renames(string name) => _engine.User(_ann).Rename(new RenameRequest(name, Guid.NewGuid()));

    private static async Task<long> Head(IRoomGrain room) => (await room.Newest(1)).Head;

    private static async Task<(string, string?)> LastRename(IRoomGrain room)
    {
        var e = (await room.Newest(1)).Events.Single();
        Assert.Equal(EventKind.Rename, e.Kind);
        return (e.Actor.Name, e.Text);
    }
}
