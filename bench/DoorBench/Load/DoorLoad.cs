using System.Diagnostics;
using OrleansChat.Bench.Load;
using OrleansChat.DoorBench.Doors;

namespace OrleansChat.DoorBench.Load;

/// <summary>What one load gave.</summary>
/// <param name="DeliveredPerSecond">Messages heard, over all clients.</param>
/// <param name="Delivery">From a message's being said to its being heard, at each client.</param>
/// <param name="Cores">Processor cores used, by process.</param>
internal sealed record LoadResult(double DeliveredPerSecond, Latency Delivery, IReadOnlyDictionary<string, double> Cores);

/// <summary>
/// Closed loop over deliveries: each sender has one message under way, and says the next one when everybody has heard it.
/// So doors with and without acknowledgements are measured alike, none can pile up what it doesn't deliver, and the
/// latencies are those of a door at its limit: most of each is waiting behind the other senders' messages.
/// </summary>
internal static class DoorLoad
{
    /// <param name="crowd">Who talks and hears.</param>
    /// <param name="senders">How many of each room talk.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="cpu">Looks on.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<LoadResult> Run(DoorCrowd crowd, int senders, TimeSpan duration, CpuMeter cpu, CancellationToken stop)
    {
        var running = true;
        crowd.Begin();
        crowd.Traffic.Arrived = SayNext;
        cpu.Start();
        var started = Stopwatch.GetTimestamp();
        foreach (var client in crowd.Rooms.SelectMany(room => room.Clients.Take(senders))) SayNext(client);
        await crowd.Run(duration, stop);
        var (heard, elapsed) = (crowd.Heard, Stopwatch.GetElapsedTime(started));
        var cores = cpu.Stop();
        Volatile.Write(ref running, false);
        await crowd.Settle(senders, stop);
        return new LoadResult(heard / elapsed.TotalSeconds, Latency.Of(crowd.Clients.Select(client => client.Hearing.Delivery)), cores);

        void SayNext(DoorClient client)
        {
            if (Volatile.Read(ref running)) crowd.Say(client, Stopwatch.GetTimestamp());
        }
    }
}
