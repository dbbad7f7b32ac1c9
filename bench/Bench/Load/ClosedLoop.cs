using System.Diagnostics;

namespace OrleansChat.Bench.Load;

/// <summary>What a closed loop measured.</summary>
/// <param name="SendsPerSecond">Acknowledged, within the window.</param>
/// <param name="DeliveriesPerSecond">Received over all clients, within the window.</param>
/// <param name="Acked">All that were sent, in the window or just after it.</param>
/// <param name="DrainMs">From the window's end until everybody had everything.</param>
/// <param name="Ack">From a send to its ack.</param>
/// <param name="Delivery">From a send to its reception, at each client.</param>
/// <param name="Cores">Processor cores used, by process.</param>
internal sealed record ClosedLoopResult(
    double SendsPerSecond, double DeliveriesPerSecond, long Acked, double DrainMs, Latency Ack, Latency Delivery, IReadOnlyDictionary<string, double> Cores);

/// <summary>
/// Closed loop: each sender keeps a fixed number of sends under way, and sends the next one when an ack comes. It finds
/// the most the system does; its latencies are those of a system at its limit, and each waits in the senders' own queue.
/// </summary>
internal static class ClosedLoop
{
    /// <summary>Runs uncounted, for the set time and at least so many sends, but not for ever.</summary>
    public static async Task WarmUp(Crowd crowd, BenchOptions options, CpuMeter cpu, CancellationToken stop)
    {
        const int MostRounds = 5;
        long sends = 0;
        for (var round = 0; round < MostRounds && (round == 0 || sends < options.WarmUpSends); round++)
            sends += (await Run(crowd, options, options.WarmUp, cpu, stop)).Acked;
    }

    public static async Task<ClosedLoopResult> Run(Crowd crowd, BenchOptions options, TimeSpan duration, CpuMeter cpu, CancellationToken stop)
    {
        var running = true;
        long sent = 0;
        crowd.Begin();
        cpu.Start();
        var started = Stopwatch.GetTimestamp();
        foreach (var client in crowd.Clients.Take(options.Senders))
        {
            client.OnAck = SendNext;
            for (var i = 0; i < options.Window; i++) SendNext(client);
        }

        await crowd.Run(duration, stop);
        var (acked, received, elapsed) = (crowd.Acked, crowd.Received, Stopwatch.GetElapsedTime(started));
        var cores = cpu.Stop();
        Volatile.Write(ref running, false);
        var ended = Stopwatch.GetTimestamp();
        await crowd.Settle(() => Interlocked.Read(ref sent), stop);
        var drained = Stopwatch.GetElapsedTime(ended);
        foreach (var client in crowd.Clients) client.OnAck = null;
        return new ClosedLoopResult(
            acked / elapsed.TotalSeconds,
            received / elapsed.TotalSeconds,
            crowd.Acked,
            drained.TotalMilliseconds,
            Latency.Of(crowd.Clients.Select(client => client.Tally.Ack)),
            Latency.Of(crowd.Clients.Select(client => client.Tally.Delivery)),
            cores);

        void SendNext(RoomClient client)
        {
            if (!Volatile.Read(ref running)) return;
            Interlocked.Increment(ref sent);
            client.Send(crowd.NextNumber(), Stopwatch.GetTimestamp());
        }
    }
}
