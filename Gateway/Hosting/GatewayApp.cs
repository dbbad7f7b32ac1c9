using System.Diagnostics.Metrics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansChat.Gateway.Doors.Hub;
using OrleansChat.Gateway.Doors.Lines;
using OrleansChat.Gateway.Doors.Rest;
using OrleansChat.Gateway.Doors.SocketIo;
using OrleansChat.Gateway.Doors.Sockets;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Online;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Grains.Hosting;

namespace OrleansChat.Gateway.Hosting;

/// <summary>The gateway put together, for the program and for tests, which bring an engine of their own.</summary>
internal static class GatewayApp
{
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        GrainsServices.AddOptions<SessionSettings>(services, configuration, "Sessions");
        GrainsServices.AddOptions<AddressSettings>(services, configuration, "Addresses");
        GrainsServices.AddOptions<FanoutOptions>(services, configuration, "Fanout");
        GrainsServices.AddOptions<PresenceReportOptions>(services, configuration, "Presence");
        GrainsServices.AddOptions<TcpSettings>(services, configuration, "Tcp");
        GrainsServices.AddOptions<SocketIoSettings>(services, configuration, "SocketIo");
        services.AddSingleton<IValidateOptions<FanoutOptions>, RecentFitsOutbox>();
        services.AddMetrics();
        services.TryAddSingleton(provider => ChatMeter.Of(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<EngineCalls>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<AddressLimits>();
        services.AddSingleton<Guests>();
        services.AddSingleton<RoomSenders>();
        services.AddSingleton<RoomFanouts>();
        services.AddSingleton<SessionServices>();
        services.AddSingleton<SessionRegistry>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomFanouts>());
        services.AddSingleton<PeopleHere>();
        services.TryAddSingleton<INoticeSink, NoticeDesk>();
        services.AddHostedService<PresenceReporter>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionRegistry>());
        services.AddSingleton<IHostLifetime, SignalLifetime>();
        services.AddAuthentication(TokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddAuthorization();
        services.AddCors();
        services.AddProblemDetails();
        services.AddApiDocument();
        GrainsServices.AddOptions<AnnouncementKey>(services, configuration, "Announcements");
        services.AddHubDoor();
        GrainsServices.AddOptions<SocketSettings>(services, configuration, "WebSocket");
        services.AddSingleton<SocketServices>();
        services.AddLineDoor();
        services.AddSocketIoDoor();
        services.ConfigureHttpJsonOptions(options =>
        {
            EventJson.Configure(options.SerializerOptions);
            // A number is a number: the API's description says so too.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddHealthChecks().AddCheck<EngineReadiness>("engine");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.FrameBytes;
        });
        services.AddOptions<KestrelServerOptions>().Configure<SessionSettings>(
            (kestrel, settings) => kestrel.Limits.RequestHeadersTimeout = settings.HandshakeTimeout);
    }

    public static void MapGateway(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseRestErrors();
        app.UseOriginGuard();
        app.UseSocketDoor();
        app.UseWebClient();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapRest();
        app.MapHubDoor();
        app.MapSocketIoDoor();
    }
}
