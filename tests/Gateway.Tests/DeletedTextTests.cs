using OrleansChat.Gateway.Fanout;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>A text that was deleted is shown to nobody who comes later: not from the log, nor from a gateway's memory.</summary>
public sealed class DeletedTextTests : IAsyncLifetime
{
    private readonly LossyEngine _engine = new(LocalEngines.Create());
    private readonly string _room = $"room-{Guid.NewGuid():N}";
    private readonly Actor _ann = People.Person("ann");
    private GatewayHost _gateway = null!;

    public async Task InitializeAsync() => _gateway = await GatewayHost.Start(_engine);

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task A_resume_that_memory_answers_and_one_that_the_log_answers_show_no_deleted_text()
    {
        await using var other = await GatewayHost.Start(_engine);
        await using var ann = await _gateway.Guest("ann");
        await using var bob = await _gateway.Guest("bob");
        await ann.Join(_room);
        var position = (await bob.Join(_room)).Head;
        bob.Cut();
        var first = (await ann.Say(_room, "secret")).Seq;
        await ann.Edit(_room, first, "secret, corrected");
        var kept = (await ann.Say(_room, "helo")).Seq;
        await ann.Edit(_room, kept, "hello");
        var last = await ann.Delete(_room, first);
        await ann.Hears(_room, last.Seq);

        var heard = new List<List<HubEvent>>();
        foreach (var gateway in new[] { _gateway, other })
        {
            var reads = _engine.Reads;
            await using var back = await gateway.Again(bob.Session);
            Assert.False((await back.Join(_room, position)).Reset);
            await back.Hears(_room, last.Seq);
            Assert.Equal(gateway == other, _engine.Reads > reads);
            heard.Add(back.Heard(_room));
        }

        Assert.Equal(heard[0], heard[1]);
        Assert.Equal([null, null, "hello", "hello", null], heard[0].Select(e => e.Text));
        Assert.Equal((last.Seq, kept + 1), (heard[0][0].Deleted!.Value, heard[0][2].Edited!.Value));
    }

    [Fact]
    public void Recent_events_are_kept_as_the_log_has_them_by_now_without_a_gap()
    {
        var recent = new RecentFrames(100);
        recent.Add(Frames(Message(1, "secret"), Message(2, "helo"), Change(3, EventKind.Edit, 1, "secret too")));
        recent.Add(Frames(Change(4, EventKind.Edit, 2, "hello"), Message(5, "secret as well"), Change(6, EventKind.Delete, 5), Change(7, EventKind.Delete, 1)));
        // Of a message that is older than all this, the edit is here.
        recent.Add(Frames(Message(8, "hi"), Change(9, EventKind.Delete, -3)));
        Assert.Equal(
            [(1, null, 7), (2, "hello", null), (3, null, null), (4, "hello", null), (5, null, 6), (6, null, null), (7, null, null), (8, "hi", null), (9, null, null)],
            Events(recent).Select(e => (e.Seq, e.Text, e.Deleted)));
        Assert.Equal((9, 4, 7), (recent.Events, Events(recent)[1].Edited, Events(recent)[0].Deleted));
    }

    [Fact]
    public void A_recent_message_that_came_from_the_log_is_not_set_back_by_the_edits_behind_it()
    {
        var recent = new RecentFrames(100);
        recent.Add(Frames(Message(1, "third") with { Edited = 4 }, Message(2, null) with { Deleted = 5 }));
        recent.Add(Frames(Change(3, EventKind.Edit, 1, "second"), Change(4, EventKind.Edit, 1, "third"), Change(5, EventKind.Delete, 2)));
        Assert.Equal(["third", null, "second", "third", null], Events(recent).Select(e => e.Text));
        Assert.Equal(4, Events(recent)[0].Edited);
    }

    [Fact]
    public void G8_recent_events_are_bounded_also_when_edits_make_them_longer()
    {
        var recent = new RecentFrames(100);
        for (var seq = 1; seq <= 100; seq++) recent.Add(Frames(Message(seq, "short")));
        Assert.Equal(100, recent.Events);
        for (var seq = 101; seq <= 200; seq++) recent.Add(Frames(Change(seq, EventKind.Edit, seq - 50, new string('x', 8000))));
        Assert.InRange(recent.Events, 1, 32);
        Assert.Equal(200, Events(recent)[^1].Seq);
    }

    private static List<RoomEvent> Events(RecentFrames recent) => [.. recent.Frames.SelectMany(frame => frame.Events)];

    private static IReadOnlyList<EventFrame> Frames(params RoomEvent[] events) => EventFrame.Encode([.. events]);

    private RoomEvent Message(long seq, string? text) => new(_room, seq, EventKind.Message, default, _ann, Guid.NewGuid(), text);

    private RoomEvent Change(long seq, EventKind kind, long target, string? text = null) =>
        new(_room, seq, kind, default, _ann, Guid.NewGuid(), text, target);
}
