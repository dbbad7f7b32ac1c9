using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>Coming into a room while reads fail, subscriptions end and memberships change around it.</summary>
public sealed class AttachTests : IAsyncLifetime
{
    private readonly LossyEngine _engine = new(LocalEngines.Create());
    private GatewayHost _gateway = null!;

    public async Task InitializeAsync() => _gateway = await GatewayHost.Start(
        _engine, ("Fanout:Renewal", "00:00:00.050"), ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"));

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task G5_a_resume_whose_reads_fail_on_the_way_goes_on_where_it_was()
    {
        var room = $"room-{Guid.NewGuid():N}";
        await using var ann = await _gateway.Guest("ann");
        await ann.Join(room);
        for (var i = 0; i < 17; i++) await Task.WhenAll(Enumerable.Range(0, 50).Select(n => ann.Say(room, $"{i} {n}")));
        ann.Cut();

        _engine.FailEveryOtherRead = true;
        await using var back = await _gateway.Again(ann.Session);
        Assert.False((await back.Join(room, 1)).Reset);
        await back.Hears(room, 851);
        Assert.Equal(Enumerable.Range(2, 850).Select(i => (long)i), back.Heard(room).Select(e => e.Seq));
    }

    [Fact]
    public async Task Who_left_and_came_back_hears_the_room_although_the_leave_arrives_late()
    {
        // No renewal: it would find the leave by the head, and bob would hear it before he comes back.
        await using var gateway = await GatewayHost.Start(_engine, ("Fanout:Renewal", "00:10:00"));
        var room = $"room-{Guid.NewGuid():N}";
        await using var ann = await gateway.Guest("ann");
        await using var bob = await gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        _engine.Trouble = Trouble.Silence;
        await bob.Invoke<object>("Leave", room);
        var rejoined = await bob.Join(room, 2);
        Assert.Equal(4, rejoined.Head);
        _engine.Trouble = Trouble.None;
        var ack = await ann.Say(room, "welcome back");
        await bob.Hears(room, ack.Seq);
        Assert.Equal([3, 4, 5], bob.Heard(room).Select(e => e.Seq));
    }

    [Fact]
    public async Task A_change_names_the_epoch_in_which_its_connection_heard_the_message()
    {
        var room = $"room-{Guid.NewGuid():N}";
        await using var ann = await _gateway.Guest("ann");
        var joined = await ann.Join(room);
        var said = await ann.Say(room, "hello");
        Assert.Null(_engine.LastWrite!.Epoch);
        await ann.Invoke<object>("Edit", room, Guid.NewGuid(), said.Seq, "hello again");
        Assert.Equal((said.Seq, joined.Epoch), (_engine.LastWrite!.Target, _engine.LastWrite.Epoch));
    }

    [Fact]
    public async Task Who_leaves_on_one_connection_hears_nothing_more_on_another_one()
    {
        var room = $"room-{Guid.NewGuid():N}";
        await using var ann = await _gateway.Guest("ann");
        await using var bob = await _gateway.Guest("bob");
        await using var bobToo = await _gateway.Again(bob.Session);
        await ann.Join(room);
        await bob.Join(room);
        await bobToo.Join(room);
        await bob.Invoke<object>("Leave", room);
        var after = await ann.Say(room, "bob is gone");
        await ann.Hears(room, after.Seq);
        await bobToo.Hears(room, after.Seq - 1);
        Assert.Equal(after.Seq, (await bobToo.History(room)).Head);
        Assert.Equal((after.Seq - 1, "leave"), bobToo.Heard(room).Select(e => (e.Seq, e.Kind)).Last());
    }

    [Fact]
    public async Task G8_messages_that_wait_for_a_slow_room_are_bounded_and_the_others_keep_their_order()
    {
        await using var gateway = await GatewayHost.Start(
            _engine, ("Sessions:QueuedSends", "10"), ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"));
        var room = $"room-{Guid.NewGuid():N}";
        var clients = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => gateway.Guest($"p{i}")));
        foreach (var client in clients) await client.Join(room);

        var hold = _engine.HoldSends();
        // At most 8 of each connection are under way; the call that is held carries at most 10 of them, and 10 may wait.
        var sends = clients.SelectMany(client => Enumerable.Range(0, 8).Select(i => client.Say(room, $"{i}"))).ToList();
        await Testing.Eventually.Holds(() => Task.FromResult(sends.Count(send => send.IsFaulted) >= 4), "refusals");
        hold.SetResult();
        var errors = await Task.WhenAll(sends.Select(send => Record.ExceptionAsync(() => send)));
        Assert.All(errors.OfType<HubRefused>(), e => Assert.Equal(ErrorCode.Busy, e.Code));
        Assert.InRange(errors.Count(e => e is null), 10, 20);
        foreach (var client in clients) await client.DisposeAsync();
    }
}
