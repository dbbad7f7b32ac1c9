using OrleansChat.Testing.Hub;

namespace OrleansChat.Cluster.Tests;

/// <summary>Silos come and go under clients of two gateways. Each test has a cluster of its own to break.</summary>
public sealed class FailoverTests : TwoSilos
{
    private static readonly (string, string)[] Fast = [("Sessions:MessagesPerSecond", "10000"), ("Sessions:MessageBurst", "10000")];

    [Fact]
    public Task G7_a_silo_stopped_gracefully_loses_nothing_that_was_acknowledged() =>
        ClientsTalkWhile(() => Cluster.StopSiloAsync(Cluster.Silos[1]));

    [Fact]
    public Task G7_a_silo_killed_loses_nothing_that_was_acknowledged() =>
        ClientsTalkWhile(() => Cluster.KillSiloAsync(Cluster.Silos[1]));

    [Fact]
    public async Task G7_a_rooms_new_activation_tells_its_gateways_without_any_clients_help()
    {
        // No renewal during the test: only what the room remembers can tell the gateways.
        (string, string)[] settings = [.. Fast, ("Fanout:Renewal", "00:05:00")];
        await using var gateway = await GatewayHost.Start(Engine, settings);
        await using var ann = await gateway.Guest("ann");
        var rooms = Enumerable.Range(0, 10).Select(_ => $"room-{Guid.NewGuid():N}").ToList();
        foreach (var room in rooms) await ann.Join(room);

        // Some of the rooms lived on the silo that goes.
        await Cluster.StopSiloAsync(Cluster.Silos[1]);
        foreach (var room in rooms)
        {
            var ack = await ann.Say(room, "still there?");
            await ann.Hears(room, ack.Seq);
        }
    }

    /// <summary>Two people on two gateways talk in several rooms, so that some of them live on the silo that goes.</summary>
    private async Task ClientsTalkWhile(Func<Task> trouble)
    {
        await using var first = await GatewayHost.Start(Engine, Fast);
        await using var second = await GatewayHost.Start(Engine, Fast);
        await using var ann = await first.Guest("ann");
        await using var bob = await second.Guest("bob");
        var rooms = Enumerable.Range(0, 6).Select(_ => $"room-{Guid.NewGuid():N}").ToList();
        foreach (var room in rooms)
        {
            await ann.Join(room);
            await bob.Join(room);
        }

        var over = false;
        var talks = rooms.Select(room => (
            Room: room,
            Ann: ann.Talks(room, i => i < 20 || !Volatile.Read(ref over)),
            Bob: bob.Talks(room, i => i < 20 || !Volatile.Read(ref over)))).ToList();
        foreach (var room in rooms) await bob.Hears(room, 10);
        await trouble();
        foreach (var room in rooms) await ann.Talks(room, i => i < 1);
        Volatile.Write(ref over, true);

        foreach (var (room, annTalks, bobTalks) in talks)
        {
            var acked = (await annTalks).Concat(await bobTalks).ToList();
            await Talk.IsWholeFor(room, acked, ann, bob);
        }
    }
}
