using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>Rooms of two, which nobody else can see, whatever engine runs them.</summary>
public abstract class DirectRoomSpec : EngineSpec
{
    private async Task<(IRoomGrain Room, Actor Ann, Actor Bob)> Pair()
    {
        var (ann, bob) = (await NewUser(), await NewUser());
        return (Engine.Room(DirectRooms.Name(ann.Id, bob.Id)), ann, bob);
    }

    [Fact]
    public async Task G1_its_first_message_makes_it_and_is_its_first_event()
    {
        var (room, ann, bob) = await Pair();
        Assert.Equal(1, (await bob.Says(room, "hello")).Seq);
        Assert.Equal(2, (await ann.Says(room, "hello yourself")).Seq);
        await ann.Reacts(room, 1, "👋");
        var page = await room.SeenBy(bob);
        Assert.Equal([EventKind.Message, EventKind.Message, EventKind.React], page.Events.Select(e => e.Kind));
        Assert.Equal([bob, ann, ann], page.Events.Select(e => e.Actor));
        Assert.Equal(ann, (await room.ReadReactions(1, bob.Id)).Reactions.Single().Actor);
    }

    [Fact]
    public async Task Both_may_begin_at_once()
    {
        var (room, ann, bob) = await Pair();
        var acks = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? ann : bob).Says(room, $"{i}")));
        Assert.Equal([1, 2, 3, 4, 5, 6], acks.Select(ack => ack.Seq).Order());
    }

    [Fact]
    public async Task Somebodys_room_with_themselves_is_one()
    {
        var ann = await NewUser();
        var room = Engine.Room(DirectRooms.Name(ann.Id, ann.Id));
        Assert.Equal(1, (await ann.Says(room, "don't forget")).Seq);
        Assert.Equal(MemberRole.Member, (await room.Join(new JoinRequest(ann, Guid.NewGuid()))).Role);
    }

    [Fact]
    public async Task Nothing_but_a_message_makes_it()
    {
        var (room, ann, bob) = await Pair();
        await IsAbsentFor(room, ann, speaks: false);
        await IsAbsentFor(room, bob, speaks: false);
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.Says(room, " ")));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.Replies(room, 1, "to nothing")));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(room.Newest()));
    }

    [Fact]
    public async Task To_others_it_is_like_a_room_that_is_not_there()
    {
        var (room, ann, bob) = await Pair();
        var eve = await NewUser();
        await IsAbsentFor(room, eve);
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.Joins(room)));
        await ann.Says(room, "just between us");
        await IsAbsentFor(room, eve);
        Assert.Equal(1, (await room.SeenBy(bob)).Head);
    }

    [Fact]
    public async Task Nobody_speaks_to_nobody()
    {
        var ann = await NewUser();
        await IsAbsentFor(Engine.Room(DirectRooms.Name(ann.Id, Guid.NewGuid())), ann);
    }

    [Fact]
    public async Task A_name_that_is_not_made_of_two_ids_in_order_is_no_rooms()
    {
        var (ann, bob) = (await NewUser(), await NewUser());
        var name = DirectRooms.Name(ann.Id, bob.Id);
        string[] bad = [$"@{name[34..]}.{name[1..33]}", name.ToUpperInvariant().Replace('0', 'A'), name + " ", "@", $"@{ann.Id:N}"];
        foreach (var wrong in bad) await IsAbsentFor(Engine.Room(wrong), ann);
    }

    [Fact]
    public async Task Its_people_are_always_in_it_and_what_is_not_for_two_is_not_allowed()
    {
        var (room, ann, bob) = await Pair();
        await ann.Says(room, "hello");
        var membership = await room.Join(new JoinRequest(bob, Guid.NewGuid()));
        Assert.Equal((1, MemberRole.Member), (membership.Position.Head, membership.Role));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(bob.Leaves(room)));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(room.Write(WriteRequest.Topic(bob, Guid.NewGuid(), "us"))));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(room.Write(WriteRequest.Rename(bob, Guid.NewGuid(), "robert"))));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(bob.Deletes(room, 1)));
        Assert.Equal(1, (await room.SeenBy(ann)).Head);
    }

    [Fact]
    public async Task A_strangers_write_among_those_of_its_people_is_refused_alone()
    {
        var (room, ann, bob) = await Pair();
        var eve = await NewUser();
        var results = await room.WriteAll(
            [.. new[] { eve, ann, eve, bob }.Select(who => WriteRequest.Message(who, Guid.NewGuid(), "hello"))]);
        Assert.Equal([ErrorCode.NoSuchRoom, null, ErrorCode.NoSuchRoom, null], results.Select(result => result.Refusal));
        Assert.Equal(2, (await room.SeenBy(ann)).Head);
    }

    private static async Task IsAbsentFor(IRoomGrain room, Actor who, bool speaks = true)
    {
        if (speaks) Assert.Equal(ErrorCode.NoSuchRoom, await Refused(who.Says(room, "hello")));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(who.Joins(room)));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(who.Leaves(room)));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(who.Edits(room, 1, "hello")));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(room.Write(WriteRequest.Topic(who, Guid.NewGuid(), "hello"))));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(room.SeenBy(who)));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(room.ReadReactions(1, who.Id)));
    }
}
