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
/// At the limit it is a closed loop over deliveries: each sender has one message under way, and says the next one when
/// everybody has heard it. So doors with and without acknowledgements are measured alike, none can pile up what it doesn't
/// deliver, and most of each latency is waiting behind the other senders' messages. At a steady rate messages leave when they
/// are due, whatever comes back, and latencies count from then, so that a stall is charged to every message it delayed.
/// </summary>
internal static class DoorLoad
{
    /// <param name="crowd">Who talks and hears.</param>
    /// <param name="shape">How many of each room talk, and how often.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="cpu">Looks on.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<LoadResult> Run(DoorCrowd crowd, LoadShape shape, TimeSpan duration, CpuMeter cpu, CancellationToken stop)
    {
        List<DoorClient> senders = [.. crowd.Rooms.SelectMany(room => room.Clients.Take(shape.Senders))];
        var running = true;
        crowd.Begin();
        crowd.Traffic.Arrived = shape.Rate == 0 ? SayNext : _ => { };
        cpu.Start();
        var started = Stopwatch.GetTimestamp();
        if (shape.Rate == 0) senders.ForEach(SayNext);
        var talking = shape.Rate == 0 ? Task.CompletedTask : Task.Factory.StartNew(SayOnTime, stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await crowd.Run(duration, stop);
        var (heard, elapsed) = (crowd.Heard, Stopwatch.GetElapsedTime(started));
        var cores = cpu.Stop();
        Volatile.Write(ref running, false);
        await talking;
        await crowd.Settle(shape.Senders, stop);
        return new LoadResult(heard / elapsed.TotalSeconds, Latency.Of(crowd.Clients.Select(client => client.Hearing.Delivery)), cores);

        void SayNext(DoorClient client)
        {
            if (Volatile.Read(ref running)) crowd.Say(client, Stopwatch.GetTimestamp());
        }

        void SayOnTime()
        {
            for (var i = 0; Volatile.Read(ref running); i++)
            {
                var due = started + (i * Stopwatch.Frequency / shape.Rate);
                Schedule.WaitUntil(due);
                crowd.Say(senders[i % senders.Count], due);
            }
        }
    }
}
