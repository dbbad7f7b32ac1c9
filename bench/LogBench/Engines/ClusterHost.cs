using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using OrleansChat.Bench.Servers;

namespace OrleansChat.LogBench.Engines;

/// <summary>The cluster engine: a silo as a process of its own, and this process as its client.</summary>
internal sealed class ClusterHost : IEngineHost
{
    private readonly ServerProcess _silo;
    private readonly IHost _client;
    private readonly IGrainFactory _grains;

    private ClusterHost(ServerProcess silo, IHost client) =>
        (_silo, _client, _grains) = (silo, client, client.Services.GetRequiredService<IGrainFactory>());

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, int Id)> Processes => [(_silo.Name, _silo.Id)];

    /// <summary>Starts a silo on a database, and connects to it.</summary>
    /// <param name="program">The silo's program.</param>
    public static async Task<ClusterHost> Start(string program, string database, CancellationToken stop)
    {
        var cluster = $"bench-{Guid.NewGuid():N}";
        var silo = await ServerProcess.Start("silo", program, new Dictionary<string, string>
        {
            ["ConnectionStrings__Chat"] = database,
            ["Cluster__ClusterId"] = cluster,
            ["Silo__AdvertisedIP"] = "127.0.0.1",
            ["Silo__SiloPort"] = FreePort.Take().ToString(CultureInfo.InvariantCulture),
            ["Silo__GatewayPort"] = FreePort.Take().ToString(CultureInfo.InvariantCulture),
        }, stop);
        try
        {
            return new ClusterHost(silo, await Connect(cluster, database, stop));
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public IRoomGrain Room(string name) => _grains.GetGrain<IRoomGrain>(name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        await _silo.DisposeAsync();
    }

    private static async Task<IHost> Connect(string cluster, string database, CancellationToken stop)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "orleanschat"));
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database));
        });
        var host = builder.Build();
        await host.StartAsync(stop);
        return host;
    }
}
