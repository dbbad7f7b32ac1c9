using System.Globalization;
using OrleansChat.Chaos.Clients;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Processes;

namespace OrleansChat.Chaos.Faults;

/// <summary>What is troubled: PostgreSQL, silos and gateways, each a process of its own.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly PostgresServer _database;
    private readonly List<SupervisedServer> _silos = [];
    private readonly List<SupervisedServer> _gateways = [];
    private readonly SemaphoreSlim _databaseTurn = new(1, 1);

    private Deployment(PostgresServer database) => _database = database;

    /// <summary>Where clients find gateways.</summary>
    public GatewayList Gateways { get; } = new();

    public IReadOnlyList<SupervisedServer> Servers => [.. _silos, .. _gateways];

    public static async Task<Deployment> Start(ChaosOptions options)
    {
        // Two processes' pools for each silo and gateway.
        var deployment = new Deployment(await PostgresServer.Start(options.Root, "max_connections=400"));
        try
        {
            await deployment.StartServers(options);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a fault happen; returns when it is over and who was hit is ready again.</summary>
    public Task Suffer(Fault fault) => fault.Kind switch
    {
        FaultKind.SiloKilled => _silos[fault.Target].Kill(fault),
        FaultKind.SiloStopped => _silos[fault.Target].Stop(fault),
        FaultKind.SiloPaused => _silos[fault.Target].Pause(fault),
        FaultKind.GatewayKilled => _gateways[fault.Target].Kill(fault),
        FaultKind.GatewayStopped => _gateways[fault.Target].Stop(fault),
        FaultKind.GatewayPaused => _gateways[fault.Target].Pause(fault),
        FaultKind.DatabaseKilled => Database(fault, () => _database.Kill(), () => _database.Start()),
        FaultKind.DatabaseRestarted => Database(fault, () => _database.Stop(), () => _database.Start()),
        _ => Database(fault, Now(_database.Pause), Now(_database.Resume)),
    };

    /// <summary>Waits until everybody is ready.</summary>
    public Task Ready() => Task.WhenAll(Servers.Select(server => server.Ready()));

    public async ValueTask DisposeAsync()
    {
        // Gateways first: they say goodbye through the silos.
        await Task.WhenAll(_gateways.Select(server => server.DisposeAsync().AsTask()));
        await Task.WhenAll(_silos.Select(server => server.DisposeAsync().AsTask()));
        await _database.DisposeAsync();
        _databaseTurn.Dispose();
    }

    private static Func<Task> Now(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private async Task StartServers(ChaosOptions options)
    {
        for (var i = 0; i < options.Silos; i++)
        {
            int[]? ports = null;
            _silos.Add(new SupervisedServer(Name("silo", i), elsewhere =>
            {
                if (elsewhere || ports is null) ports = [Ports.Lasting(), Ports.Lasting()];
                return ServerProcess.Silo(_database.ConnectionString, ports[0], ports[1]);
            }));
        }

        string[] settings =
        [
            $"--Sessions:ResumeEvents={options.ResumeEvents.ToString(CultureInfo.InvariantCulture)}",
            $"--Engine={(options.Cluster ? "cluster" : "local")}",
        ];
        for (var i = 0; i < options.Gateways; i++)
        {
            var name = Name("gateway", i);
            _gateways.Add(new SupervisedServer(name, _ =>
            {
                var gateway = ServerProcess.PlainGateway(_database.ConnectionString, settings);
                Gateways.Set(name, gateway.Address);
                return gateway;
            }));
        }

        foreach (var server in Servers) server.Start();
        await Ready();
    }

    private async Task Database(Fault fault, Func<Task> begin, Func<Task> end)
    {
        await _databaseTurn.WaitAsync();
        try
        {
            await begin();
            await Pace.Passes(fault.Lasts);
            await end();
        }
        finally
        {
            _databaseTurn.Release();
        }
    }

    private static string Name(string what, int i) => string.Create(CultureInfo.InvariantCulture, $"{what} {i}");
}
