using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Processes;

namespace OrleansChat.Cluster.Tests;

/// <summary>Real silo and gateway processes on a real database, as an operator starts them.</summary>
public sealed class ProcessTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.Create(migrate: false);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Clients_of_two_gateways_see_the_same_events_in_the_same_order_while_a_silo_is_stopped_and_added()
    {
        await using var silo1 = await ServerProcess.Silo(_database.ConnectionString);
        await using var gateway1 = await ServerProcess.Gateway(_database.ConnectionString);
        await using var ann = await Guest(gateway1, "ann");

        // Both join a cluster that is at work.
        await using var silo2 = await ServerProcess.Silo(_database.ConnectionString);
        await using var gateway2 = await ServerProcess.Gateway(_database.ConnectionString);
        await using var bob = await Guest(gateway2, "bob");

        const string Room = "process-room";
        await ann.Join(Room);
        await bob.Join(Room);
        var over = false;
        var annTalks = ann.Talks(Room, _ => !Volatile.Read(ref over));
        var bobTalks = bob.Talks(Room, _ => !Volatile.Read(ref over));
        await bob.Hears(Room, 20);
        Assert.Equal(0, await silo1.Stop());
        await ann.Hears(Room, ann.Heard(Room).Count + 20);
        Volatile.Write(ref over, true);

        var acked = (await annTalks).Concat(await bobTalks).ToList();
        await Talk.IsWholeFor(Room, acked, ann, bob);
        Assert.Equal(0, await gateway2.Stop());
        Assert.Contains("4010 going_away", (await bob.Closed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_and_sessions_survive_a_restart_of_everything()
    {
        GuestSession session;
        await using (await ServerProcess.Silo(_database.ConnectionString))
        await using (var gateway = await ServerProcess.Gateway(_database.ConnectionString))
        {
            await using var ann = await Guest(gateway, "ann");
            session = ann.Session;
            await ann.Join("restart");
            await ann.Say("restart", "remember me");
        }

        await using (await ServerProcess.Silo(_database.ConnectionString))
        await using (var gateway = await ServerProcess.Gateway(_database.ConnectionString))
        {
            await using var again = await HubClient.Connect(gateway.Address, session);
            var join = await again.Join("restart");
            Assert.Equal("remember me", join.Page!.Events[^1].Text);
            Assert.Equal(3, (await again.Say("restart", "I do")).Seq);
        }
    }

    private static async Task<HubClient> Guest(ServerProcess gateway, string name) =>
        await HubClient.Connect(gateway.Address, await GuestSession.Open(gateway.Address, name));
}
