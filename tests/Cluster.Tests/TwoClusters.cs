using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using OrleansChat.Gateway.Engines;
using OrleansChat.Grains.Hosting;
using OrleansChat.Silo;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Cluster.Tests;

/// <summary>Two clusters of one silo each that share nothing but the database.</summary>
public sealed class TwoClusters : IAsyncLifetime
{
    private readonly List<InProcessTestCluster> _clusters = [];
    private TestDatabase _database = null!;

    public IChatEngine First => new ClusterEngine(_clusters[0].Client);

    public IChatEngine Second => new ClusterEngine(_clusters[1].Client);

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create();
        for (var i = 0; i < 2; i++)
        {
            var builder = new InProcessTestClusterBuilder(1);
            builder.ConfigureSiloHost((_, host) =>
            {
                host.Logging.ClearProviders().AddProvider(new LogRecord()).SetMinimumLevel(LogLevel.Warning);
                host.Services.AddSingleton(TimeProvider.System);
                // Often, because a room that is overtaken is found by looking at the log.
                host.Services.AddChatGrains(_database.With(("Rooms:SubscriptionLease", "00:00:02")));
            });
            builder.ConfigureSilo((_, silo) => silo.AddChat(_database.ConnectionString));
            builder.ConfigureClient(client => client.AddChatClient());
            _clusters.Add(builder.Build());
            await _clusters[i].DeployAsync();
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var cluster in _clusters) await cluster.DisposeAsync();
        await _database.DisposeAsync();
    }
}
