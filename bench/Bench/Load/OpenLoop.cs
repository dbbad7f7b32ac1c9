using System.Diagnostics;

namespace OrleansChat.Bench.Load;

/// <summary>What an open loop measured.</summary>
/// <param name="Rate">Messages per second, as scheduled.</param>
/// <param name="Ack">From the scheduled send to its ack.</param>
/// <param name="Delivery">From the scheduled send to its reception, at each client.</param>
/// <param name="Late">From the scheduled send to the real one: the load generator's own share.</param>
/// <param name="DrainMs">From the last send until everybody had everything.</param>
/// <param name="Cores">Processor cores used, by process.</param>
internal sealed record OpenLoopResult(
    int Rate, Latency Ack, Latency Delivery, Latency Late, double DrainMs, IReadOnlyDictionary<string, double> Cores);

/// <summary>
/// Open loop: messages leave at a steady rate, whatever comes back, from one client after the other. Latencies count
/// from the scheduled time, so that a stall is charged to every message it delayed (coordinated omission).
/// </summary>
internal static class OpenLoop
{
    public static async Task<OpenLoopResult> Run(Crowd crowd, int rate, TimeSpan duration, CpuMeter cpu, CancellationToken stop)
    {
        var count = (long)(rate * duration.TotalSeconds);
        var late = new Histogram();
        var sending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        crowd.Begin();
        cpu.Start();
        var thread = new Thread(() =>
        {
            try
            {
                SendAll();
                sending.SetResult();
            }
            catch (Exception e)
            {
                sending.SetException(e);
            }
        })
        { IsBackground = true };
        thread.Start();
        await await Task.WhenAny(sending.Task, crowd.Run(duration + TimeSpan.FromMinutes(1), stop));
        await sending.Task;
        var cores = cpu.Stop();
        var ended = Stopwatch.GetTimestamp();
        await crowd.Settle(() => count, stop);
        return new OpenLoopResult(
            rate,
            Latency.Of(crowd.Clients.Select(client => client.Tally.Ack)),
            Latency.Of(crowd.Clients.Select(client => client.Tally.Delivery)),
            Latency.Of([late]),
            Stopwatch.GetElapsedTime(ended).TotalMilliseconds,
            cores);

        void SendAll()
        {
            var first = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
            for (long i = 0; i < count && !stop.IsCancellationRequested; i++)
            {
                var due = first + (i * Stopwatch.Frequency / rate);
                Schedule.WaitUntil(due);
                late.Record(due, Stopwatch.GetTimestamp());
                crowd.Clients[(int)(i % crowd.Clients.Count)].Send(crowd.NextNumber(), due);
            }
        }
    }
}
