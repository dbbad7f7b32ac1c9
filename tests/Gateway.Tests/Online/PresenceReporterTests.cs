using System.Security.Cryptography;
using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Online;
using OrleansChat.Testing;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests.Online;

/// <summary>Who is connected is online, and what presence tells arrives, or is found although it didn't.</summary>
public sealed class PresenceReporterTests : IAsyncLifetime
{
    private readonly MemoryTables _tables = new();
    private LocalEngine _local = null!;
    private LossyEngine _engine = null!;
    private Actor _ann = null!;
    private Actor _bob = null!;

    public async Task InitializeAsync()
    {
        _local = LocalEngines.Create(_tables, presence: new PresenceOptions { Lease = TimeSpan.FromSeconds(2) });
        _engine = new LossyEngine(_local);
        (_ann, _bob) = (await Guest("ann"), await Guest("bob"));
    }

    public async Task DisposeAsync() => await _local.DisposeAsync();

    [Fact]
    public async Task G9_who_has_a_connection_here_is_online_until_the_last_one_ends()
    {
        await using var gateway = await ReportingGateway.Start(_engine);
        gateway.People.Arrived(_ann.Id);
        gateway.People.Arrived(_ann.Id);
        gateway.People.Arrived(_bob.Id);
        await Online(_ann, true);
        await Online(_bob, true);
        gateway.People.Departed(_ann.Id);
        gateway.People.Departed(_bob.Id);
        await Online(_bob, false);
        await Online(_ann, true);
        Assert.Equal([_ann.Id], gateway.People.Online);
        gateway.People.Departed(_ann.Id);
        await Online(_ann, false);
        Assert.Empty(gateway.People.Online);
    }

    [Fact]
    public async Task G9_a_gateway_that_stops_leaves_nobody_online_behind()
    {
        await using var gateway = await ReportingGateway.Start(_engine);
        gateway.People.Arrived(_ann.Id);
        await Online(_ann, true);
        await gateway.Stop();
        Assert.False((await _engine.Directory.ReadUser(_ann.Id))!.Online);
    }

    [Fact]
    public async Task G9_a_gateway_whose_lease_was_lost_reports_everybody_again()
    {
        await using var gateway = await ReportingGateway.Start(_engine);
        gateway.People.Arrived(_ann.Id);
        await Online(_ann, true);
        await _engine.Presence.Withdraw(gateway.Id);
        gateway.People.Arrived(_bob.Id);
        await Online(_bob, true);
        await Online(_ann, true);
    }

    [Fact]
    public async Task Notices_are_passed_on_in_order_and_a_failing_sink_does_not_stop_them()
    {
        await using var gateway = await ReportingGateway.Start(_engine);
        gateway.People.Arrived(_ann.Id);
        await Online(_ann, true);
        gateway.Slow = Task.FromException(new InvalidOperationException("This sink is broken."));
        await _engine.Presence.Announce("unheard");
        await _engine.Presence.TellRenamed(_ann);
        // Both fail before the next ones come: a fresh report tells that they were worked off.
        await Eventually.Holds(() => Task.FromResult(gateway.Measured["orleanschat.gateway.notices.queued"] == 0), "an empty queue");
        gateway.Slow = Task.CompletedTask;
        for (var i = 0; i < 50; i++) await _engine.Presence.Announce($"{i}");
        await Eventually.Holds(() => Task.FromResult(gateway.Taken.Any(notice => notice.Text == "49")), "the last announcement");
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => $"{i}"),
            gateway.Taken.Select(notice => notice.Text).Where(text => text is not null and not "unheard"));
    }

    [Theory]
    [InlineData(Trouble.Loss)]
    [InlineData(Trouble.Silence)]
    public async Task News_of_direct_rooms_is_found_although_the_notices_were_lost(Trouble trouble)
    {
        await using var gateway = await ReportingGateway.Start(_engine);
        gateway.People.Arrived(_ann.Id);
        await Online(_ann, true);
        _engine.Trouble = trouble;
        var rooms = new List<string>();
        for (var i = 0; i < 30; i++) rooms.Add(await News(await Guest("somebody")));
        // Nothing else happens: also a lost last notice is found.
        foreach (var room in rooms) await gateway.Takes(room);
    }

    [Fact]
    public async Task News_that_presence_s_old_activation_took_with_it_is_found()
    {
        await using var gateway = await ReportingGateway.Start(_engine);
        gateway.People.Arrived(_ann.Id);
        await Online(_ann, true);
        _engine.Trouble = Trouble.Silence;
        var room = await News(_bob);
        await _local.EndIdle(TimeSpan.Zero);
        await gateway.Takes(room);
    }

    [Fact]
    public async Task News_from_before_presence_knew_of_an_arrival_is_found()
    {
        await using var gateway = await ReportingGateway.Start(_engine);
        gateway.People.Arrived(_bob.Id);
        await Online(_bob, true);
        // Presence has nobody to tell yet, and no gap will show it.
        var room = await News(await Guest("somebody"));
        gateway.People.Arrived(_ann.Id);
        await gateway.Takes(room);
    }

    [Fact]
    public async Task G8_notices_that_wait_for_a_slow_sink_are_bounded_and_what_is_dropped_is_looked_up()
    {
        await using var gateway = await ReportingGateway.Start(_engine, queued: 5);
        gateway.People.Arrived(_ann.Id);
        await Online(_ann, true);
        var go = new TaskCompletionSource();
        gateway.Slow = go.Task;
        var rooms = new List<string>();
        for (var i = 0; i < 20; i++) rooms.Add(await News(await Guest("somebody")));
        Assert.InRange(gateway.Measured["orleanschat.gateway.notices.dropped"], 10, 20);
        Assert.InRange(gateway.Measured["orleanschat.gateway.notices.queued"], 1, 5);
        go.SetResult();
        foreach (var room in rooms) await gateway.Takes(room);
    }

    private async Task<Actor> Guest(string name)
    {
        var id = Guid.NewGuid();
        return (await _local.User(id).OpenSession(new OpenSessionRequest(
            $"{name}-{id.ToString("N")[..12]}", RandomNumberGenerator.GetBytes(32), TimeSpan.FromHours(1)))).User;
    }

    /// <summary>Somebody writes to Ann, and her room tells presence, as it does once its event is durable.</summary>
    private async Task<string> News(Actor somebody)
    {
        var room = _tables.HaveTalked(somebody, _ann, DateTimeOffset.UtcNow);
        await _engine.Presence.TellDirect(new DirectNews(room, 1, 0));
        return room;
    }

    private Task Online(Actor person, bool online) => Eventually.Holds(
        async () => (await _engine.Directory.ReadUser(person.Id))!.Online == online, $"{person.Name} to be {(online ? "online" : "offline")}");
}
