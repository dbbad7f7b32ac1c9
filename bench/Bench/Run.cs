using Npgsql;
using OrleansChat.Bench.Load;
using OrleansChat.Bench.Results;
using OrleansChat.Bench.Servers;

namespace OrleansChat.Bench;

/// <summary>The whole run: both engines in turns, each time with new processes and a new database.</summary>
internal sealed class Run(BenchOptions options, NpgsqlDataSource server, string connectionString, CancellationToken stop)
{
    public async Task<IReadOnlyList<Measurement>> All()
    {
        var measurements = new List<Measurement>();
        string[] engines = options.Silo.Length > 0 ? [Deployment.Local, Deployment.Cluster] : [Deployment.Local];
        for (var repetition = 1; repetition <= options.Repetitions; repetition++)
        {
            // Neither engine always goes first.
            foreach (var engine in repetition % 2 == 1 ? engines : engines.Reverse())
            {
                Console.WriteLine($"Repetition {repetition} of {options.Repetitions}, {engine} engine");
                measurements.Add(await One(engine, repetition));
            }
        }

        return measurements;
    }

    private async Task<Measurement> One(string engine, int repetition)
    {
        await using var database = await BenchDatabase.Create(server, connectionString);
        var (closed, open) = await UnderLoad(engine, database);
        var raw = await RawCommits.Run(database.Source, options.RawCommits, stop);
        Console.WriteLine($"  raw commits {raw.PerSecond:0}/s");
        return new Measurement(engine, repetition, raw, closed, open);
    }

    private async Task<(ClosedLoopResult Closed, List<OpenLoopResult> Open)> UnderLoad(string engine, BenchDatabase database)
    {
        await using var deployment = await Deployment.Start(engine, database.ConnectionString, (options.Gateway, options.Silo), stop);
        try
        {
            using var crowd = await Crowd.Enter(deployment.Gateway, options.Clients, stop);
            var cpu = Meter(deployment, database);
            await ClosedLoop.WarmUp(crowd, options, cpu, stop);
            var closed = await ClosedLoop.Run(crowd, options, options.ClosedLoop, cpu, stop);
            Console.WriteLine($"  {closed.SendsPerSecond:0} acknowledged sends/s (p99 {closed.Ack.P99:0.0} ms), {closed.DeliveriesPerSecond:0} deliveries/s, "
                + $"drained in {closed.DrainMs:0} ms");
            var open = new List<OpenLoopResult>();
            foreach (var rate in options.Rates)
            {
                var result = await OpenLoop.Run(crowd, rate, options.OpenLoop, cpu, stop);
                Console.WriteLine($"  at {rate}/s delivered after {result.Delivery.P50:0.0} ms (p50), {result.Delivery.P99:0.0} ms (p99)");
                open.Add(result);
            }

            return (closed, open);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            foreach (var process in deployment.Processes) await Console.Error.WriteLineAsync(process.Output());
            throw;
        }
    }

    private static CpuMeter Meter(Deployment deployment, BenchDatabase database) => new([
        .. deployment.Processes.Select(process => (process.Name, (Func<IReadOnlyList<int>>)(() => [process.Id]))),
        ("PostgreSQL", database.Processes),
        ("load generator", () => [Environment.ProcessId]),
    ]);
}
