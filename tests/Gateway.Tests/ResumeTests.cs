using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests;

/// <summary>G5: a client that returns with its position gets exactly what it missed, or an explicit reset.</summary>
public sealed class ResumeTests(TwoGenerousGateways world) : SharedWorld(world), IClassFixture<TwoGenerousGateways>
{
    [Theory]
    [InlineData("seq", 250)]
    [InlineData("epoch:seq", 250)]
    [InlineData("text", 3)]
    [InlineData("epoch:seq", 0)]
    public async Task G5_exactly_the_missed_events_come_then_live_ones(string form, int missed)
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await ann.Join(room);
        var joined = await bob.Join(room);
        bob.Cut();
        for (var i = 0; i < missed; i++) await ann.Say(room, $"missed {i}");

        await using var again = await Gateway.Again(bob.Session);
        object after = form switch
        {
            "seq" => joined.Head,
            "text" => $"{joined.Head}",
            _ => $"{joined.Epoch}:{joined.Head}",
        };
        var resumed = await again.Join(room, after);
        Assert.False(resumed.Reset);
        Assert.Null(resumed.Page);
        var live = await ann.Say(room, "live");
        await again.Hears(room, live.Seq);
        Assert.Equal(Enumerable.Range((int)joined.Head + 1, missed + 1).Select(i => (long)i), again.Heard(room).Select(e => e.Seq));
    }

    [Fact]
    public async Task G5_resuming_on_another_gateway_while_others_talk_loses_and_doubles_nothing()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var over = false;
        var talks = ann.Talks(room, _ => !Volatile.Read(ref over));

        var bob = await Gateway.Guest("bob");
        var join = await bob.Join(room);
        var heard = new List<HubEvent>();
        var position = join.Page!.Events[^1].Seq;
        for (var round = 0; round < 10; round++)
        {
            await bob.Hears(room, position + 10);
            bob.Cut();
            heard.AddRange(bob.Heard(room).Where(e => e.Seq > position));
            position = heard[^1].Seq;
            bob = await (round % 2 == 0 ? Second : Gateway).Again(bob.Session);
            Assert.False((await bob.Join(room, $"{join.Epoch}:{position}")).Reset);
        }

        Volatile.Write(ref over, true);
        var acked = await talks;
        // The last word may have been heard before the last cut.
        if (acked[^1].Ack.Seq > position) await bob.Hears(room, acked[^1].Ack.Seq);
        heard.AddRange(bob.Heard(room));
        await bob.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, heard.Count).Select(i => heard[0].Seq + i), heard.Select(e => e.Seq));
        await Talk.IsWholeFor(room, acked, ann);
    }

    [Theory]
    [InlineData("1:1", "too far behind")]
    [InlineData("1:9999999", "ahead of the head")]
    [InlineData("2:1200", "another epoch")]
    public async Task G5_a_position_that_cannot_be_resumed_gets_a_reset_with_the_latest_page(string position, string because)
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        for (var i = 0; i < 24; i++) await Task.WhenAll(Enumerable.Range(0, 50).Select(n => ann.Say(room, $"{n}")));

        await using var again = await Gateway.Again(ann.Session);
        var join = await again.Join(room, position);
        Assert.True(join.Reset, because);
        Assert.Equal((1201, 1201, 50), (join.Head, join.Page!.Events[^1].Seq, join.Page.Events.Length));
        var live = await ann.Say(room, "live");
        await again.Hears(room, live.Seq);
        Assert.Equal([live.Seq], again.Heard(room).Select(e => e.Seq));
    }

    [Fact]
    public async Task G5_joining_again_on_the_same_connection_starts_from_the_position_said()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        for (var i = 0; i < 5; i++) await ann.Say(room, $"{i}");
        await ann.Hears(room, 6);
        await ann.Join(room, 3);
        var live = await ann.Say(room, "live");
        await ann.Hears(room, live.Seq);
        Assert.Equal([2, 3, 4, 5, 6, 4, 5, 6, 7], ann.Heard(room).Select(e => e.Seq));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("a:b")]
    [InlineData("1:2:3")]
    [InlineData("1\u0000")]
    [InlineData("+1")]
    [InlineData("")]
    [InlineData("1:99999999999999999999")]
    public async Task A_position_that_is_none_is_refused(string position)
    {
        await using var ann = await Gateway.Guest("ann");
        Assert.Equal(ErrorCode.BadPosition, await Refused(ann.Join(NewRoom(), position)));
    }
}
