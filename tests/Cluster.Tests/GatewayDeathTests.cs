using System.Diagnostics;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Processes;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Cluster.Tests;

/// <summary>A gateway dies with all its connections, as processes do: what becomes of its people.</summary>
public sealed class GatewayDeathTests : IAsyncLifetime
{
    // G9's bound, and how long a name is held beyond it: by default a minute, which specs check.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(20);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.Create(migrate: false);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task G9_the_people_of_a_killed_gateway_are_offline_within_30_seconds_and_a_hold_later_their_names_are_free_and_their_visits_over()
    {
        await using var silo = await ServerProcess.Silo(_database.ConnectionString, $"--Presence:Hold={Hold}");
        await using var doomed = await ServerProcess.Gateway(_database.ConnectionString);
        // Its people ask for a name again and again.
        await using var other = await ServerProcess.Gateway(_database.ConnectionString, "--Sessions:RenamesPerMinute=1000", "--Sessions:RenameBurst=1000");
        await using var eve = await Guest(other, "eve");
        await using var ann = await Guest(doomed, "ann");
        await using var bob = await Guest(doomed, "bob");
        await eve.Join("here");
        await ann.Join("here");
        await bob.Join("here");
        await using var page = await SocketClient.Connect(doomed.Address, "name=may&room=here");
        await page.Ask("mine");
        await Sees(eve, "ann", "bob", "eve", "may");

        await doomed.Kill();
        var killed = Stopwatch.StartNew();
        // Bob's client comes back at once, by another gateway: he is never gone, and keeps his name.
        await using var back = await HubClient.Connect(other.Address, bob.Session);
        await Sees(eve, "bob", "eve");
        Assert.True(killed.Elapsed < Bound, $"It took {killed.Elapsed}.");

        // Nobody takes her name before the hold is over.
        Assert.Equal(ErrorCode.NameTaken, (await Assert.ThrowsAsync<HubRefused>(() => eve.Invoke<HubUser>("Rename", "ann"))).Code);
        await Holds(async () => await Record.ExceptionAsync(() => eve.Invoke<HubUser>("Rename", "ann")) is null, Bound + Hold - killed.Elapsed);
        Assert.True(killed.Elapsed > Hold, $"Her name was given away after {killed.Elapsed}.");
        Assert.Equal(ErrorCode.NameTaken, (await Assert.ThrowsAsync<HubRefused>(() => eve.Invoke<HubUser>("Rename", "bob"))).Code);
        Assert.Equal("bob", (await back.Invoke<UserInfo>("User", "bob")).User.Name);

        // She comes back after all, and is given a name like hers; her rooms are told.
        await using var late = await HubClient.Connect(other.Address, ann.Session);
        Assert.Equal("ann2", (await late.HearsOf("renamed")).GetProperty("user").GetProperty("name").GetString());
        await eve.Hears("here", 7);
        Assert.Equal([("leave", "may")], eve.Heard("here").Where(e => e.Kind == "leave").Select(e => (e.Kind, e.Actor.Name)));
        Assert.Equal([("rename", "eve", "ann"), ("rename", "ann", "ann2")], eve.Heard("here").Where(e => e.Kind == "rename").Select(e => (e.Kind, e.Actor.Name, e.Text!)));
    }

    private static Task Sees(HubClient who, params string[] names) => Holds(
        async () => (await who.Invoke<OnlinePage>("Online", "here", null, 200)).Users.Select(user => user.Name).SequenceEqual(names), Bound + Bound);

    private static async Task Holds(Func<Task<bool>> condition, TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!await condition())
        {
            Assert.True(waited.Elapsed < patience, $"Waited {patience}.");
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<HubClient> Guest(ServerProcess gateway, string name) =>
        await HubClient.Connect(gateway.Address, await GuestSession.Open(gateway.Address, name));
}
