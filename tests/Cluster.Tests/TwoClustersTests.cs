using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Cluster.Tests;

/// <summary>Two clusters that don't know of each other, on one database: what a partition makes of one cluster.</summary>
public sealed class TwoClustersTests(TwoClusters clusters) : IClassFixture<TwoClusters>
{
    [Fact]
    public Task G6_two_clusters_write_one_log_and_both_tell_the_truth() => Task.WhenAll(
        Enumerable.Range(0, 6).Select(_ => TwoWriters.WriteOneLog(clusters.First, clusters.Second)));

    [Fact]
    public async Task G6_clients_of_both_hear_one_order_without_gaps()
    {
        (string, string)[] settings =
        [
            ("Sessions:MessagesPerSecond", "10000"), ("Sessions:MessageBurst", "10000"), ("Fanout:Renewal", "00:00:00.500"),
        ];
        await using var here = await GatewayHost.Start(clusters.First, settings);
        await using var there = await GatewayHost.Start(clusters.Second, settings);
        await using var ann = await here.Guest("ann");
        await using var bob = await there.Guest("bob");
        var room = $"room-{Guid.NewGuid():N}";
        await ann.Join(room);
        await bob.Join(room);
        var acked = (await Task.WhenAll(ann.Talks(room, i => i < 30), bob.Talks(room, i => i < 30))).SelectMany(talk => talk).ToList();

        // The last word is written through one cluster only; the other one's clients hear it all the same.
        acked.AddRange(await ann.Talks(room, i => i < 1));
        await bob.Hears(room, acked[^1].Ack.Seq);
        await Talk.IsWholeFor(room, acked, ann, bob);
    }
}
