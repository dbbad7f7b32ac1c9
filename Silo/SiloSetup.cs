using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using OrleansChat.Grains.Hosting;

namespace OrleansChat.Silo;

/// <summary>Makes the host an Orleans silo on the chat's database.</summary>
internal static class SiloSetup
{
    private const string Invariant = "Npgsql";

    public static void AddChatSilo(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        GrainsServices.AddOptions<SiloOptions>(builder.Services, configuration, "Silo");
        var options = configuration.GetSection("Silo").Get<SiloOptions>() ?? new SiloOptions();
        var connection = configuration.GetConnectionString(GrainsServices.ConnectionName);

        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = configuration["Cluster:ClusterId"] ?? "orleanschat";
                cluster.ServiceId = configuration["Cluster:ServiceId"] ?? "orleanschat";
            });
            CheckFree(options.SiloPort, "Silo:SiloPort");
            CheckFree(options.GatewayPort, "Silo:GatewayPort");
            if (options.SiloName is { } name) silo.Configure<Orleans.Configuration.SiloOptions>(o => o.SiloName = name);
            if (options.AdvertisedIP is { } text)
            {
                if (!IPAddress.TryParse(text, out var address))
                    throw new StartException($"Silo:AdvertisedIP must be an IP address, not '{text}'.");
                // The ports trust whoever reaches them: a silo that only its own machine may reach listens there only.
                silo.ConfigureEndpoints(address, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
            }
            else
                silo.ConfigureEndpoints(options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: true);
            silo.UseAdoNetClustering(o =>
            {
                o.Invariant = Invariant;
                o.ConnectionString = connection;
            });
            silo.AddChat(connection);
        });
    }

    /// <summary>Orleans shares its ports, so a second silo on the first one's would not fail but take its place.</summary>
    private static void CheckFree(int port, string setting)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Any, port) { ExclusiveAddressUse = true };
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new StartException($"Port {port} can't be used ({e.SocketErrorCode}); set {setting} to a free one.");
        }
    }

    /// <summary>What rooms and users need of a silo, whatever its clustering: tests give it another one.</summary>
    public static void AddChat(this ISiloBuilder silo, string? connection)
    {
        silo.AddAdoNetGrainStorage("subscriptions", o =>
        {
            o.Invariant = Invariant;
            o.ConnectionString = connection;
        });
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromMinutes(10));

        // A silo that stops tells its clients to use another one, and goes on at once by default: what is just then under way
        // through it is dropped without an answer, and made again only after the caller's time-out. So it waits a moment
        // after the telling, and again after its rooms have moved, when it passes on calls that came too late.
        silo.Configure<SiloMessagingOptions>(o =>
        {
            o.ClientGatewayShutdownNotificationTimeout = TimeSpan.FromMilliseconds(500);
            o.WaitForMessageToBeQueuedForOutboundTime = TimeSpan.FromMilliseconds(100);
        });

        // A dead silo is found by 2 missed probes, 2 s apart, seen by 2 others (or all, in a smaller cluster):
        // some 5 s, where Orleans' defaults take longer. docs/architecture.md says what follows.
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(2);
            o.NumMissedProbesLimit = 2;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            // A silo that starts waits for every other one that the table calls alive. When all died at once, nobody is
            // left to vote them dead: it gives up after so long and exits, and is started again by whoever looks after
            // it. Then those that haven't signed for 3 × 5 s are stale, and it votes them dead by itself.
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            o.NumMissedTableIAmAliveLimit = 3;
            o.MaxJoinAttemptTime = TimeSpan.FromSeconds(15);
            o.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
            o.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
    }
}
