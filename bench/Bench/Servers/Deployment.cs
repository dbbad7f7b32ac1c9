using System.Globalization;

namespace OrleansChat.Bench.Servers;

/// <summary>The processes of one engine, on a database of their own.</summary>
internal sealed class Deployment(ServerProcess gateway, ServerProcess? silo) : IAsyncDisposable
{
    public const string Cluster = "cluster";
    public const string Local = "local";

    /// <summary>Where clients connect.</summary>
    public Uri Gateway => gateway.Address;

    /// <summary>The processes, for the meter and for a failure's report.</summary>
    public IReadOnlyList<ServerProcess> Processes => silo is null ? [gateway] : [gateway, silo];

    /// <summary>Starts an engine, and waits until it is ready.</summary>
    /// <param name="engine">Which one.</param>
    /// <param name="database">Its connection string.</param>
    /// <param name="programs">The programs of the gateway and, for the cluster, of a silo.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <param name="linePort">Where the line door listens; -1 closes it.</param>
    public static async Task<Deployment> Start(
        string engine, string database, (string Gateway, string Silo) programs, CancellationToken stop, int linePort = -1)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Chat"] = database,
            ["Engine"] = engine,
            // Limits protect a service from clients like these, and are not what is measured.
            ["Sessions__MessagesPerSecond"] = "1000000",
            ["Sessions__MessageBurst"] = "1000000",
            ["Sessions__OutboxEvents"] = "1000000",
            ["Sessions__OutboxBytes"] = "1073741824",
            ["Sessions__ConnectionsPerUser"] = "1000",
            // All clients come from one address.
            ["Addresses__ConnectionsPerSecond"] = "1000000",
            ["Addresses__ConnectionBurst"] = "1000000",
            ["Addresses__SessionsPerSecond"] = "1000000",
            ["Addresses__SessionBurst"] = "1000000",
            ["Tcp__Port"] = linePort.ToString(CultureInfo.InvariantCulture),
            ["Cluster__ClusterId"] = $"bench-{Guid.NewGuid():N}",
        };
        if (engine == Local) return new Deployment(await ServerProcess.Start("gateway", programs.Gateway, settings, stop), null);

        var siloSettings = new Dictionary<string, string>(settings)
        {
            ["Silo__AdvertisedIP"] = "127.0.0.1",
            ["Silo__SiloPort"] = FreePort.Take().ToString(CultureInfo.InvariantCulture),
            ["Silo__GatewayPort"] = FreePort.Take().ToString(CultureInfo.InvariantCulture),
        };
        var silo = await ServerProcess.Start("silo", programs.Silo, siloSettings, stop);
        try
        {
            return new Deployment(await ServerProcess.Start("gateway", programs.Gateway, settings, stop), silo);
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        if (silo is not null) await silo.DisposeAsync();
    }
}
