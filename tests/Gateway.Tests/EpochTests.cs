using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>G5: a database that was restored from a backup is another log, and every client learns of it.</summary>
public sealed class EpochTests : IAsyncLifetime
{
    private static readonly (string, string)[] Settings =
    [
        ("Fanout:Renewal", "00:00:00.050"), ("Sessions:FirstPageEvents", "200"),
        ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"),
        ("Sessions:CommandsPerSecond", "100000"), ("Sessions:CommandBurst", "100000"),
    ];

    private readonly MemoryTables _tables = new();
    private readonly LogEpoch _epoch = new();
    private readonly string _room = $"room-{Guid.NewGuid():N}";
    private LocalEngine _local = null!;
    private LossyEngine _engine = null!;
    private GatewayHost _gateway = null!;

    public async Task InitializeAsync()
    {
        _local = LocalEngines.Create(_tables, epoch: _epoch);
        _engine = new LossyEngine(_local);
        _gateway = await GatewayHost.Start(_engine, Settings);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact]
    public async Task G5_after_a_restore_every_client_is_told_and_starts_again_from_the_restored_log()
    {
        var quiet = $"quiet-{Guid.NewGuid():N}";
        await using var ann = await _gateway.Guest("ann");
        await using var bob = await _gateway.Guest("bob");
        await using var idle = await _gateway.Guest("idle");
        await using var other = await GatewayHost.Start(_engine, Settings);
        await using var elsewhere = await other.Guest("elsewhere");
        await ann.Join(_room);
        foreach (var client in new[] { bob, elsewhere }) await client.Join(_room);
        await idle.Join(quiet);
        var kept = await ann.Say(_room, "in the backup");
        var backup = _tables.Backup();
        var lost = await ann.Say(_room, "not in the backup");
        await bob.Hears(_room, lost.Seq);

        var epoch = await Restore(backup);
        foreach (var client in new[] { ann, bob, idle, elsewhere })
        {
            var closed = await client.Closed.Within("the connection to be closed");
            Assert.StartsWith("4012 epoch_changed: ", closed.Error, StringComparison.Ordinal);
        }

        await using var back = await _gateway.Again(bob.Session);
        var joined = await back.Join(_room, $"{lost.Epoch}:{lost.Seq}");
        Assert.Equal((epoch, kept.Seq, true), (joined.Epoch, joined.Head, joined.Reset));
        Assert.Equal(["join", "join", "join", "message"], joined.Page!.Events.Select(e => e.Kind));
        Assert.Equal("in the backup", joined.Page.Events[^1].Text);
        await using var idleToo = await other.Again(idle.Session);
        Assert.Equal((true, 1), Reset(await idleToo.Join(quiet, "1:1")));

        var next = await back.Say(_room, "life goes on");
        Assert.Equal((epoch, kept.Seq + 1), (next.Epoch, next.Seq));
        await back.Hears(_room, next.Seq);
        Assert.Equal([next.Seq], back.Heard(_room).Select(e => e.Seq));
    }

    [Fact]
    public async Task G5_a_position_of_an_old_epoch_never_resumes_although_the_new_log_has_grown_past_it()
    {
        await using var ann = await _gateway.Guest("ann");
        await ann.Join(_room);
        var backup = _tables.Backup();
        for (var i = 0; i < 10; i++) await ann.Say(_room, $"old {i}");
        var old = await ann.Say(_room, "old");
        var epoch = await Restore(backup);

        await ann.Closed.Within("the connection to be closed");
        await using var back = await _gateway.Again(ann.Session);
        await back.Join(_room);
        for (var i = 0; i < 30; i++) await back.Say(_room, $"new {i}");
        foreach (var seq in new[] { 0, 1, 5, old.Seq, 20, 31 })
        {
            await using var again = await _gateway.Again(ann.Session);
            var joined = await again.Join(_room, $"{old.Epoch}:{seq}");
            Assert.Equal((true, 31), Reset(joined));
            Assert.DoesNotContain(joined.Page!.Events, e => e.Text?.StartsWith("old", StringComparison.Ordinal) is true);
            Assert.Empty(again.Heard(_room));
        }

        await using var resumed = await _gateway.Again(ann.Session);
        Assert.False((await resumed.Join(_room, $"{epoch}:{old.Seq}")).Reset);
        await resumed.Hears(_room, 31);
        Assert.Equal(Enumerable.Range((int)old.Seq + 1, 31 - (int)old.Seq).Select(i => (long)i), resumed.Heard(_room).Select(e => e.Seq));
    }

    [Fact]
    public async Task G5_clients_of_a_room_that_the_backup_does_not_have_are_told_and_may_make_it_again()
    {
        var backup = _tables.Backup();
        await using var ann = await _gateway.Guest("ann");
        await ann.Join(_room);
        var said = await ann.Say(_room, "is anybody there?");
        var epoch = await Restore(backup);

        Assert.StartsWith("4012 ", (await ann.Closed.Within("the connection to be closed")).Error, StringComparison.Ordinal);
        await using var back = await _gateway.Again(ann.Session);
        var joined = await back.Join(_room, $"{said.Epoch}:{said.Seq}");
        Assert.Equal((epoch, 1, true, "moderator"), (joined.Epoch, joined.Head, joined.Reset, joined.Role));
        var again = await back.Say(_room, "and now?");
        await back.Hears(_room, again.Seq);
        Assert.Equal([(2, "and now?")], back.Heard(_room).Select(e => (e.Seq, e.Text!)));
    }

    [Fact]
    public async Task G5_batches_of_an_old_epoch_that_are_late_on_their_way_are_ignored()
    {
        await using var ann = await _gateway.Guest("ann");
        await ann.Join(_room);
        var backup = _tables.Backup();
        _engine.Trouble = Trouble.Held;
        for (var i = 0; i < 5; i++) await ann.Say(_room, $"old {i}");
        await Restore(backup);
        await ann.Closed.Within("the connection to be closed");

        await using var back = await _gateway.Again(ann.Session);
        await back.Join(_room, "1:1");
        _engine.Trouble = Trouble.None;
        var first = await back.Say(_room, "new");
        await back.Hears(_room, first.Seq);
        var second = await back.Say(_room, "newer");
        await back.Hears(_room, second.Seq);
        Assert.Equal([(2, "new"), (3, "newer")], back.Heard(_room).Select(e => (e.Seq, e.Text!)));
        Assert.False(back.Closed.IsCompleted);
    }

    [Theory]
    [InlineData("Join", false, null)]
    [InlineData("Join", true, null)]
    [InlineData("Join", true, "1:1")]
    [InlineData("Read", false, null)]
    [InlineData("Read", true, null)]
    [InlineData("Read", true, "1:2")]
    [InlineData("Subscribe", false, null)]
    [InlineData("Subscribe", false, "1:2")]
    public async Task G5_who_comes_in_while_the_epoch_changes_is_told_to_come_again(string late, bool attached, string? position)
    {
        // Renewed now and then only: a renewal would take the place of the answer that is to be late.
        await using var gateway = await GatewayHost.Start(_engine, [.. Settings.Skip(1), ("Fanout:Renewal", "00:00:00.500"), ("Fanout:RecentEvents", "1")]);
        await using var near = await gateway.Guest("near");
        await using var bob = await gateway.Guest("bob");
        // Ann is at no gateway.
        var (ann, room) = (People.Person("ann"), _local.Room(_room));
        await ann.Joins(room);
        await ann.Says(room, "in the backup");
        var backup = _tables.Backup();
        if (attached) await near.Join(_room);
        for (var i = 0; i < 10; i++) await ann.Says(room, $"old {i}");
        if (attached) await near.Hears(_room, 13);

        var held = _engine.HoldAnswer(late);
        var join = bob.Join(_room, position);
        await held.Given.Within("the room to answer");
        var epoch = await Restore(backup);
        if (attached) await near.Closed.Within("the other one to be told");
        held.Release();
        // The join is refused, or it comes in and is told at the next renewal.
        await Record.ExceptionAsync(() => join);
        Assert.StartsWith("4012 ", (await bob.Closed.Within("bob to be told")).Error, StringComparison.Ordinal);

        await using var back = await gateway.Again(bob.Session);
        var joined = await back.Join(_room, position ?? "1:12");
        Assert.Equal((epoch, true, "in the backup"), (joined.Epoch, joined.Reset, joined.Page!.Events[1].Text));
        var said = await back.Say(_room, "new");
        await back.Hears(_room, said.Seq);
        Assert.Equal(["new"], back.Heard(_room).Select(e => e.Text));
        Assert.DoesNotContain(joined.Page.Events.Concat(back.Heard(_room)), e => e.Text?.StartsWith("old", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task G5_a_page_that_was_read_to_fill_a_gap_of_the_old_log_fills_none_of_the_new_one()
    {
        await using var ann = await _gateway.Guest("ann");
        await ann.Join(_room);
        var backup = _tables.Backup();
        _engine.Trouble = Trouble.Silence;
        var held = _engine.HoldAnswer("Read");
        for (var i = 0; i < 5; i++) await ann.Say(_room, $"old {i}");
        // The renewal finds that they are missing.
        await held.Given.Within("the gap to be read");
        _engine.Trouble = Trouble.None;
        await Restore(backup);
        await ann.Closed.Within("the connection to be closed");

        await using var back = await _gateway.Again(ann.Session);
        await back.Join(_room, "1:1");
        held.Release();
        for (var i = 0; i < 8; i++) await back.Say(_room, $"new {i}");
        await back.Hears(_room, 9);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"new {i}"), back.Heard(_room).Select(e => e.Text));
        Assert.DoesNotContain(ann.Heard(_room), e => e.Kind == "message");
    }

    [Theory]
    [InlineData(Trouble.None)]
    [InlineData(Trouble.Everything)]
    public async Task G5_restores_in_the_middle_of_everything_leave_every_client_with_exactly_the_log(Trouble trouble)
    {
        await using var other = await GatewayHost.Start(_engine, Settings);
        var connected = 0;
        var followers = new List<Follower>();
        for (var i = 0; i < 6; i++)
            followers.Add(await Follower.Enter(() => Interlocked.Increment(ref connected) % 2 == 0 ? other.Address : _gateway.Address, $"p{i}", _room));

        _engine.Trouble = trouble;
        var (rounds, over) = (0, false);
        var acks = await Task.WhenAll(followers.Select(Talks).Append(Restores()));
        foreach (var follower in followers)
        {
            await follower.Has(_epoch.Current, acks.SelectMany(x => x).Where(ack => ack.Epoch == _epoch.Current).Max(ack => ack.Seq));
            await follower.HasTheLog();
            Assert.InRange(follower.Resets, 1, 5);
            Assert.Contains(follower.Goodbyes, goodbye => goodbye?.StartsWith("4012 ", StringComparison.Ordinal) is true);
        }

        var log = followers[0].Log.ToDictionary(e => e.Seq);
        foreach (var ack in acks.SelectMany(x => x).Where(ack => ack.Epoch == _epoch.Current)) Assert.Equal(ack.Id, log[ack.Seq].Id);
        foreach (var follower in followers) await follower.DisposeAsync();

        async Task<List<HubAck>> Talks(Follower follower)
        {
            var acked = new List<HubAck>();
            while (!Volatile.Read(ref over))
            {
                acked.Add(await follower.Says($"round {Volatile.Read(ref rounds)}"));
                await Task.Yield();
            }

            return acked;
        }

        async Task<List<HubAck>> Restores()
        {
            try
            {
                for (var i = 0; i < 5; i++)
                {
                    var backup = _tables.Backup();
                    var head = (await _local.Room(_room).Newest(1)).Head;
                    await Eventually.Holds(async () => (await _local.Room(_room).Newest(1)).Head > head + 20, "talk that will be lost");
                    await Restore(backup);
                    Interlocked.Increment(ref rounds);
                    await Eventually.Holds(async () => (await _local.Room(_room).Newest(1)).Head > head, "talk after the restore");
                    if (i == 4) await Eventually.Holds(() => Task.FromResult(followers.All(f => f.Epoch == _epoch.Current)), "all to be back");
                }

                return [];
            }
            finally
            {
                // Also when it fails: nobody must talk for ever.
                Volatile.Write(ref over, true);
            }
        }
    }

    private static (bool, long) Reset(HubJoin joined) => (joined.Reset, joined.Head);

    /// <summary>What an operator does, and a silo's watch then sees.</summary>
    private async Task<long> Restore(object backup)
    {
        _tables.Restore(backup);
        _epoch.Observe(await new MemoryRoomLog(_tables).BeginEpoch());
        return _epoch.Current;
    }
}
