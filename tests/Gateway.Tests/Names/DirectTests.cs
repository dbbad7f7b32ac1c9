using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Names;

/// <summary>What two people say to each other, on their connections to several gateways.</summary>
public sealed class DirectTests : LocalGateway
{
    [Fact]
    public async Task Both_hear_it_on_all_their_connections_without_having_opened_anything_and_nobody_else_does()
    {
        await using var other = await GatewayHost.Start(Engine);
        await using var ann = await Gateway.Guest("ann");
        await using var annAtHome = await other.Again(ann.Session);
        await using var bob = await Gateway.Guest("bob");
        await using var bobAtHome = await other.Again(bob.Session);
        await using var eve = await Gateway.Guest("eve");

        var ack = await Tell(ann, "bob", "psst");
        Assert.Equal(DirectRooms.Name(ann.Session.User.Id, bob.Session.User.Id), ack.Room);
        Assert.Equal(1, ack.Seq);
        foreach (var ear in new[] { ann, annAtHome, bob, bobAtHome })
        {
            await ear.Hears(ack.Room, 1);
            Assert.Equal(("psst", "ann"), ear.Heard(ack.Room).Select(e => (e.Text!, e.Actor.Name)).Single());
        }

        Assert.Equal("ann", (await bobAtHome.HearsOf("direct")).GetProperty("with").GetProperty("name").GetString());
        Assert.Equal("bob", (await annAtHome.HearsOf("direct")).GetProperty("with").GetProperty("name").GetString());

        // What comes next comes by the same way, and once.
        await bobAtHome.Say(ack.Room, "yes?");
        foreach (var ear in new[] { ann, annAtHome, bob, bobAtHome })
        {
            await ear.Hears(ack.Room, 2);
            Assert.Equal([1, 2], ear.Heard(ack.Room).Select(e => e.Seq));
        }

        Assert.Empty(eve.Events);
        Assert.Empty(eve.Notices);
    }

    [Fact]
    public async Task Who_hears_as_many_conversations_as_may_be_is_told_of_further_ones()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Sessions:DirectRooms", "1"));
        await using var bob = await gateway.Guest("bob");
        await using var eve = await Gateway.Guest("eve");
        await using var ann = await Gateway.Guest("ann");
        await bob.Hears((await Tell(eve, "bob", "first")).Room, 1);
        var room = (await Tell(ann, "bob", "psst")).Room;
        await Eventually.Holds(
            () => Task.FromResult(bob.Notices.Any(notice => notice.Name == "direct" && notice.Content.GetProperty("room").GetString() == room)), "the notice");
        Assert.Equal("psst", (await bob.History(room)).Events.Single().Text);
    }

    [Fact]
    public async Task G4_what_was_said_before_a_notice_that_was_lost_comes_first_and_once()
    {
        var engine = new LossyEngine(Engine);
        await using var lossy = await GatewayHost.Start(engine);
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await lossy.Guest("bob");
        await Eventually.Holds(async () => (await ann.Invoke<OnlinePage>("Online", null, null, 200)).Total == 2, "both to be online");
        engine.LoseNotices(1);
        var room = (await Tell(ann, "bob", "one")).Room;
        await Tell(ann, "bob", "two");
        await Tell(ann, "bob", "three");
        await bob.Hears(room, 3);
        Assert.Equal(["one", "two", "three"], bob.Heard(room).Select(e => e.Text));
    }

    [Fact]
    public async Task Who_was_away_finds_it_in_the_list_of_rooms_and_in_the_history()
    {
        await using var ann = await Gateway.Guest("ann");
        var bob = await GuestSession.Open(Gateway.Address, "bob");
        var ack = await Tell(ann, "bob", "are you there?");

        await using var back = await Gateway.Again(bob);
        var mine = await back.Invoke<Belonging[]>("Mine");
        Assert.Equal((ack.Room, "ann", 1), mine.Select(room => (room.Room, room.With!.Name, room.Head)).Single());
        Assert.Equal("are you there?", (await back.History(ack.Room)).Events.Single().Text);
        Assert.Equal(1, (await back.Join(ack.Room)).Head);
        await Tell(ann, "bob", "ah!");
        await back.Hears(ack.Room, 2);
        // What was said a moment before they came may come as news, too: the page's last seq tells.
        Assert.Equal([2], back.Heard(ack.Room).Where(e => e.Seq > 1).Select(e => e.Seq));
    }

    [Fact]
    public async Task What_is_said_by_name_without_waiting_keeps_its_order()
    {
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        var acks = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Tell(ann, "bob", $"{i}")));
        await bob.Hears(acks[0].Room, 30);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), bob.Heard(acks[0].Room).Select(e => e.Text));
    }

    [Fact]
    public async Task A_direct_room_of_others_is_to_everybody_else_as_one_that_is_not_there()
    {
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await using var eve = await Gateway.Guest("eve");
        var there = (await Tell(ann, "bob", "psst")).Room;
        var absent = DirectRooms.Name(Guid.NewGuid(), Guid.NewGuid());
        foreach (var (method, arguments) in new (string, object?[])[]
        {
            ("Join", [null]), ("Leave", []), ("Send", [Guid.NewGuid(), "hi"]), ("Reply", [Guid.NewGuid(), 1, "hi"]), ("Edit", [Guid.NewGuid(), 1, "hi"]),
            ("Delete", [Guid.NewGuid(), 1]), ("React", [Guid.NewGuid(), 1, "👍"]), ("Topic", [Guid.NewGuid(), "ours"]), ("History", [null, 10]),
            ("Page", [new { limit = 10 }]), ("Reactions", [1]), ("Members", [null, 10]), ("Online", [null, 10]), ("Room", []),
        })
        {
            var refusals = new List<string>();
            foreach (var room in new[] { there, absent })
                refusals.Add((await Assert.ThrowsAsync<HubRefused>(() => eve.Invoke<object>(method, [room, .. arguments]))).Message);
            Assert.Equal(refusals[0], refusals[1]);
            Assert.StartsWith("4201 ", refusals[0], StringComparison.Ordinal);
        }

        Assert.DoesNotContain((await eve.Invoke<RoomPage>("Rooms", null, null, 200)).Rooms, room => room.Name == there);
    }

    [Fact]
    public async Task Nobody_of_that_name_is_told_as_such()
    {
        await using var ann = await Gateway.Guest("ann");
        Assert.Equal(ErrorCode.NoSuchUser, await Refused(Tell(ann, "nobody", "hello")));
        Assert.Equal(ErrorCode.NoSuchUser, await Refused(Tell(ann, "", "hello")));
    }

    private static Task<HubAck> Tell(HubClient from, string name, string text) => from.Invoke<HubAck>("Direct", name, Guid.NewGuid(), text);
}
