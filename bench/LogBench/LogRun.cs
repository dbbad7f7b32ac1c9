using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansChat.Bench;
using OrleansChat.Bench.Load;
using OrleansChat.Bench.Servers;
using OrleansChat.Grains.Postgres;
using OrleansChat.LogBench.Ceiling;
using OrleansChat.LogBench.Engines;
using OrleansChat.LogBench.History;
using OrleansChat.LogBench.Results;
using OrleansChat.LogBench.Sends;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.LogBench;

/// <summary>The whole run: everything in turns, each time on a new database of one server.</summary>
internal sealed class LogRun(LogOptions options, NpgsqlDataSource server, string connectionString, CancellationToken stop)
{
    /// <summary>What is asked of the local engine.</summary>
    public static IReadOnlyList<Load> LocalLoads { get; } = [new(1, 1, 1), new(1, 4, 50), new(10, 4, 50), new(1_000, 1, 10), new(10_000, 1, 2)];

    /// <summary>What is asked of the cluster engine.</summary>
    public static IReadOnlyList<Load> ClusterLoads { get; } = [new(1, 1, 1), new(1, 4, 50), new(1_000, 1, 10)];

    /// <summary>Rooms whose rows the ceiling writes.</summary>
    public const int CeilingRooms = 1_000;

    /// <summary>Reads of history under way at once.</summary>
    public static IReadOnlyList<int> Readers { get; } = [1, 8];

    /// <summary>Measures writing.</summary>
    public async Task<IReadOnlyList<LogMeasurement>> Writes()
    {
        Console.WriteLine("Uncounted, so that this process runs optimised code:");
        await Sends(LocalLoads[^2], "local", Local, 5 * options.WarmUp);
        var measurements = new List<LogMeasurement>();
        for (var repetition = 1; repetition <= options.Repetitions; repetition++)
        {
            Console.WriteLine($"Repetition {repetition} of {options.Repetitions}");
            measurements.Add(await Repetition());
        }

        return measurements;
    }

    /// <summary>Measures reading.</summary>
    /// <exception cref="BenchException">A page is not read by a range of an index.</exception>
    public async Task<HistoryMeasurement> Reads()
    {
        Console.WriteLine($"A room of {options.Events} events");
        await using var database = await NewDatabase();
        await LongRoom.Make(database.Source, options.Events, stop);
        await using var engine = await LocalHost.Start(database.ConnectionString);
        var plans = new List<(string, string)>();
        foreach (var direction in HistoryPages.Directions) plans.Add((direction.ToString(), await PlanOf(engine.Database, direction)));

        var history = new HistoryPages(engine.Room(Rooms.Name(LongRoom.Number)), options.Events, stop);
        var pages = new List<PagesResult>();
        foreach (var direction in HistoryPages.Directions) await history.Read(direction, Readers[^1], options.WarmUp);
        for (var repetition = 1; repetition <= options.Repetitions; repetition++)
        {
            foreach (var readers in Readers)
            {
                foreach (var direction in HistoryPages.Directions) pages.Add(await history.Read(direction, readers, options.Pages));
            }
        }

        return new HistoryMeasurement(pages, plans);
    }

    private async Task<LogMeasurement> Repetition()
    {
        var free = await Ceiling(check: false);
        var local = new Dictionary<Load, LoadResult>();
        foreach (var load in LocalLoads) local[load] = await Sends(load, "local", Local, options.WarmUp);
        var @checked = await Ceiling(check: true);
        var cluster = new Dictionary<Load, LoadResult>();
        if (options.Silo.Length > 0)
        {
            foreach (var load in ClusterLoads) cluster[load] = await Sends(load, "cluster", Cluster, options.SiloWarmUp);
        }

        await using var database = await NewDatabase();
        var raw = await RawCommits.Run(database.Source, options.Phase / 2, stop);
        var trips = await RoundTrips.Run(database.Source, options.Phase / 2, stop);
        Console.WriteLine($"  raw commits {raw.PerSecond:0}/s, round trips {trips.PerSecond:0}/s");
        return new LogMeasurement(free, @checked, raw, trips, local, cluster);
    }

    private async Task<CeilingResult> Ceiling(bool check)
    {
        await using var database = await NewDatabase();
        await Rooms.Make(database.Source, CeilingRooms, stop);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var writer = LocalHost.WriterOptions;
        var result = await new MultiRowInsert(source, CeilingRooms, writer.Lanes, writer.StatementEvents, check, stop).Run(options.WarmUp, options.Phase);
        Console.WriteLine($"  ceiling{(check ? ", with the append's check" : "")} {result.EventsPerSecond:0} events/s, {result.CommitsPerSecond:0} commits/s");
        return result;
    }

    private async Task<LoadResult> Sends(Load load, string engine, Func<string, Task<IEngineHost>> start, TimeSpan warmUp)
    {
        await using var database = await NewDatabase();
        await Rooms.Make(database.Source, load.Rooms, stop);
        await using var host = await start(database.ConnectionString);
        var cpu = new CpuMeter([
            .. host.Processes.Select(process => (process.Name, (Func<IReadOnlyList<int>>)(() => [process.Id]))),
            ("PostgreSQL", database.Processes),
            (LogReport.ThisProcess, () => [Environment.ProcessId]),
        ]);
        using var sends = new RoomLoad(host, load, stop);
        var result = await sends.Run(database.Source, warmUp, options.Phase, cpu);
        Console.WriteLine($"  {engine}, {load.Rooms} rooms, {load.Window} sends under way: {result.AcksPerSecond:0} acks/s (p99 {result.Ack.P99:0.0} ms), "
            + $"{result.CommitsPerSecond:0} commits/s of {result.EventsPerCommit:0} events");
        return result;
    }

    private static async Task<IEngineHost> Local(string database) => await LocalHost.Start(database);

#if WITH_ORLEANS
    private async Task<IEngineHost> Cluster(string database) => await ClusterHost.Start(options.Silo, database, stop);
#else
    private static Task<IEngineHost> Cluster(string database) => throw new BenchException("It was built without Orleans.");
#endif

    private async Task<string> PlanOf(NpgsqlDataSource database, ReadDirection direction)
    {
        var statement = HistoryPages.Statement(direction, options.Events / 2);
        await using var connection = await database.OpenConnectionAsync(stop);
        var text = "";
        foreach (var generic in (bool[])[true, false])
        {
            // The name is of its own: the pool's connections keep what is prepared.
            var name = $"page_{direction}_{generic}";
            await QueryPlan.Prepare(connection, name, statement, generic);
            // The first run reads what later ones find in memory.
            await QueryPlan.Explain(connection, name, statement);
            var plan = await QueryPlan.Explain(connection, name, statement);
            if (plan.Faults().ToList() is { Count: > 0 } faults)
                throw new BenchException($"A page of history, {direction}, is not an index range. {string.Join(' ', faults)}\n{plan.Text}");
            text = plan.Text;
        }

        return text;
    }

    private async Task<BenchDatabase> NewDatabase()
    {
        var database = await BenchDatabase.Create(server, connectionString);
        await new Migrator(database.Source, TimeProvider.System, NullLogger<Migrator>.Instance).Migrate(TimeSpan.Zero);
        return database;
    }
}
