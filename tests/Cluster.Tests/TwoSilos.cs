using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.TestingHost;
using OrleansChat.Gateway.Engines;
using OrleansChat.Grains.Hosting;
using OrleansChat.Silo;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Cluster.Tests;

/// <summary>A cluster of two real silos over a real PostgreSQL, with rooms, users and grain storage as a silo has them.</summary>
public class TwoSilos : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public NpgsqlDataSource Database => _database.Source;

    public LogRecord Log { get; } = new();

    /// <summary>The engine as a gateway sees it: through the cluster's client.</summary>
    public IChatEngine Engine => new ClusterEngine(Cluster.Client);

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Warning);
            host.Services.AddSingleton(TimeProvider.System);
            host.Services.AddChatGrains(_database.Configuration);
        });
        builder.ConfigureSilo((_, silo) => silo.AddChat(_database.ConnectionString));
        builder.ConfigureClient(client => client.AddChatClient());
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>Shares one cluster among the classes that only look at it from outside and stop nothing.</summary>
[CollectionDefinition(Name)]
public sealed class SharedCluster : ICollectionFixture<TwoSilos>
{
    public const string Name = "shared cluster";
}
