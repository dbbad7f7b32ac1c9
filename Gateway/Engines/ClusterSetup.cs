using Orleans.Configuration;
using OrleansChat.Grains.Hosting;

namespace OrleansChat.Gateway.Engines;

/// <summary>Makes the host a client of the Orleans cluster on the chat's database.</summary>
internal static class ClusterSetup
{
    public static void AddClusterEngine(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var connection = configuration.GetConnectionString(GrainsServices.ConnectionName)
            ?? throw new StartException($"Set ConnectionStrings__{GrainsServices.ConnectionName} to the PostgreSQL database of the cluster.");
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = configuration["Cluster:ClusterId"] ?? "orleanschat";
                cluster.ServiceId = configuration["Cluster:ServiceId"] ?? "orleanschat";
            });
            client.UseAdoNetClustering(options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = connection;
            });
            client.AddChatClient();
            client.UseConnectionRetryFilter(async (error, stop) =>
            {
                // A gateway may start before its silos and their database: it answers /healthz and waits.
                await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return !stop.IsCancellationRequested;
            });
        });
        builder.Services.AddSingleton<IChatEngine, ClusterEngine>();
    }

    /// <summary>What a gateway needs of its client, whatever the clustering: tests give it another one.</summary>
    public static void AddChatClient(this IClientBuilder client)
    {
        // New silos are used, and lost ones let go, within seconds.
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        // A call to a silo that died gets no answer; about when its death is agreed on, it is made again.
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
    }
}
