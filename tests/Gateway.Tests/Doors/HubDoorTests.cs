using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Doors;

/// <summary>The SignalR door as docs/protocol.md describes it, over real WebSockets.</summary>
public sealed class HubDoorTests : LocalGateway
{
    [Fact]
    public async Task Two_people_in_a_room_hear_each_other()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        Assert.Equal(1, (await ann.Join(room)).Head);
        await bob.Join(room);
        var hello = await ann.Say(room, "hello");
        var reply = await bob.Say(room, "hello yourself");
        await ann.Hears(room, reply.Seq);
        await bob.Hears(room, reply.Seq);

        Assert.Equal([(2, "join"), (3, "message"), (4, "message")], ann.Heard(room).Select(e => (e.Seq, e.Kind)));
        var heard = bob.Heard(room).Single(e => e.Seq == hello.Seq);
        Assert.Equal((hello.Id, hello.At, "hello", ann.Session.User), (heard.Id, heard.At, heard.Text, heard.Actor));
    }

    [Fact]
    public async Task G3_a_retry_on_another_connection_returns_the_original_ack()
    {
        var (room, id) = (NewRoom(), Guid.NewGuid());
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var first = await ann.Say(room, "once", id);
        ann.Cut();

        await using var again = await Gateway.Again(ann.Session);
        Assert.Equal(first, await again.Say(room, "once", id));
        Assert.Equal(ErrorCode.IdReused, await Refused(again.Say(room, "twice", id)));
        Assert.Equal(first.Seq, (await again.History(room)).Head);
    }

    [Fact]
    public async Task G1_messages_that_are_sent_without_waiting_keep_their_order()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        // The default burst is 60.
        var acks = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => ann.Say(room, $"{i}")));
        Assert.Equal(Enumerable.Range(2, 60).Select(i => (long)i), acks.Select(ack => ack.Seq));
        await ann.Hears(room, 61);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), ann.Heard(room).Select(e => e.Text));
    }

    [Fact]
    public async Task G10_the_author_is_whoever_the_token_says()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        await ann.SendText($$"""{"type":1,"invocationId":"x","target":"Send","arguments":["{{room}}","{{Guid.NewGuid()}}","hi"],"actor":{"id":"{{Guid.NewGuid()}}","name":"bob"},"at":"2001-01-01T00:00:00Z"}""");
        await ann.Hears(room, 2);
        var heard = ann.Heard(room).Single(e => e.Seq == 2);
        Assert.Equal(ann.Session.User, heard.Actor);
        Assert.True(heard.At.Year >= 2026);
    }

    [Fact]
    public async Task History_is_read_in_pages()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        for (var i = 0; i < 50; i++) await ann.Say(room, $"{i}");
        var newest = await ann.History(room, null, 20);
        Assert.Equal((51, 32, 51, true), (newest.Head, newest.Events[0].Seq, newest.Events[^1].Seq, newest.More));
        var older = await ann.History(room, newest.Events[0].Seq, 200);
        Assert.Equal((1, 31, false), (older.Events[0].Seq, older.Events[^1].Seq, older.More));
    }

    [Fact]
    public async Task Who_leaves_hears_the_leave_and_nothing_after_it()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        await bob.Invoke<object>("Leave", room);
        var after = await ann.Say(room, "bob is gone");
        await ann.Hears(room, after.Seq);
        await bob.Hears(room, after.Seq - 1);
        // Bob's next answer comes behind everything that was sent to him before.
        Assert.Equal(after.Seq, (await bob.History(room)).Head);
        Assert.Equal((after.Seq - 1, "leave"), bob.Heard(room).Select(e => (e.Seq, e.Kind)).Last());
        Assert.Equal(ErrorCode.NotAMember, await Refused(bob.Say(room, "am I?")));
    }

    [Fact]
    public async Task A_room_without_listeners_is_unsubscribed()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Fanout:Renewal", "00:00:00.050"));
        await using (var ann = await gateway.Guest("ann"))
        {
            await ann.Join(NewRoom());
            Assert.Equal(1, gateway.Rooms);
        }

        await Testing.Eventually.Holds(() => Task.FromResult(gateway.Rooms == 0 && gateway.Sessions == 0), "the room to be let go");
    }
}
