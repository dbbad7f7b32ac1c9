using Npgsql;
using OrleansChat.Bench.Load;
using OrleansChat.Bench.Servers;
using OrleansChat.DoorBench.Doors;

namespace OrleansChat.DoorBench.Servers;

/// <summary>A server with doors, as processes of its own: the product on a database of its own, or one that it is compared
/// with.</summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    /// <summary>What the meter calls the process that has the doors.</summary>
    public const string TheServer = "server";

    /// <summary>What the meter calls this process.</summary>
    public const string Generator = "load generator";

    private readonly IReadOnlyList<ServerProcess> _processes;
    private readonly IReadOnlyList<IAsyncDisposable> _parts;
    private readonly BenchDatabase? _database;

    private MeasuredServer(Target target, IReadOnlyList<ServerProcess> processes, IReadOnlyList<IAsyncDisposable> parts, BenchDatabase? database) =>
        (Target, _processes, _parts, _database) = (target, processes, parts, database);

    /// <summary>Where clients connect.</summary>
    public Target Target { get; }

    /// <summary>The process that has the doors.</summary>
    public int ProcessId => _processes[0].Id;

    /// <summary>Whether it is a .NET program, and not one of Node.</summary>
    public bool IsDotNet => _database is not null;

    /// <summary>Its database; null where it has none.</summary>
    public NpgsqlDataSource? Database => _database?.Source;

    /// <summary>Starts one, and waits until it is ready.</summary>
    public static async Task<MeasuredServer> Start(
        ServerKind kind, DoorOptions options, NpgsqlDataSource postgres, string connectionString, CancellationToken stop)
    {
        if (kind != ServerKind.Gateway)
        {
            var program = Path.Combine(options.Baselines, kind == ServerKind.Ws ? "ws.mjs" : "socketio.mjs");
            var process = await ServerProcess.Start(TheServer, "node", ["--expose-gc", program], new Dictionary<string, string>(), stop);
            return new MeasuredServer(new Target(process.Address, -1), [process], [process], null);
        }

        var database = await BenchDatabase.Create(postgres, connectionString);
        try
        {
            var linePort = FreePort.Take();
            var deployment = await Deployment.Start(options.Engine, database.ConnectionString, (options.Gateway, options.Silo), stop, linePort);
            return new MeasuredServer(new Target(deployment.Gateway, linePort), deployment.Processes, [deployment, database], database);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks at who uses the processor.</summary>
    public CpuMeter Meter() => new([
        .. _processes.Select((process, i) => (i == 0 ? TheServer : process.Name, (Func<IReadOnlyList<int>>)(() => [process.Id]))),
        .. _database is null ? [] : new (string, Func<IReadOnlyList<int>>)[] { ("PostgreSQL", _database.Processes) },
        (Generator, () => [Environment.ProcessId]),
    ]);

    /// <summary>Waits until it has nothing to do any more, such as seeing to clients that have gone.</summary>
    public Task Rests(CancellationToken stop) => Idleness.Of([.. _processes.Select(process => process.Id)], stop);

    /// <summary>Its last lines, each with its end, for a failure's report.</summary>
    public string Output() => string.Concat(
        _processes.Select(process => process.Output()).Where(lines => lines.Length > 0).Select(lines => lines + Environment.NewLine));

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts) await part.DisposeAsync();
    }
}
