using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansChat.Gateway.Doors.Lines;
using OrleansChat.Gateway.Doors.SocketIo.Engine;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Testing.Hub;

/// <summary>The real gateway on a real Kestrel at a port of the system's choice, over an engine the test brings.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, LogRecord log, Measured measured) => (_app, Log, Measured) = (app, log, measured);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    /// <summary>Where its line door listens; null while it is closed.</summary>
    public IPEndPoint? LineAddress => _app.Services.GetRequiredService<LineServer>().EndPoint;

    /// <summary>What it logged.</summary>
    public LogRecord Log { get; }

    /// <summary>What it measured.</summary>
    public Measured Measured { get; }

    /// <summary>Live sessions.</summary>
    public int Sessions => _app.Services.GetRequiredService<SessionRegistry>().Count;

    /// <summary>Live connections of the Socket.IO door, with and without a session.</summary>
    public int EngineConnections => _app.Services.GetRequiredService<EngineSockets>().Count;

    /// <summary>Sessions that are ending, until the visits of their users have, too.</summary>
    public int Ending => _app.Services.GetRequiredService<SessionRegistry>().Ending;

    /// <summary>Rooms it is subscribed to.</summary>
    public int Rooms => _app.Services.GetRequiredService<RoomFanouts>().Count;

    /// <summary>Starts a gateway; <paramref name="settings"/> as in docs/configuration.md, with colons.</summary>
    public static Task<GatewayHost> Start(IChatEngine engine, params (string Key, string Value)[] settings) =>
        Start(engine, webRoot: null, settings);

    /// <summary>Starts a gateway that also serves a web client's build.</summary>
    public static async Task<GatewayHost> Start(IChatEngine engine, string? webRoot, params (string Key, string Value)[] settings)
    {
        var log = new LogRecord();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = webRoot,
        });
        builder.Configuration["Tcp:Port"] = "0";
        builder.Configuration["Tcp:Address"] = "127.0.0.1";
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.SignalR", LogLevel.None);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(engine);
        var measured = new Measured();
        builder.Services.AddSingleton(measured.Meter);
        builder.AddGateway();
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        return new GatewayHost(app, log, measured);
    }

    /// <summary>A new guest, connected.</summary>
    public async Task<HubClient> Guest(string name) => await HubClient.Connect(Address, await GuestSession.Open(Address, name));

    /// <summary>Another connection of a guest.</summary>
    public Task<HubClient> Again(GuestSession session) => HubClient.Connect(Address, session);

    /// <summary>Stops it gracefully.</summary>
    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Measured.Dispose();
        CheckErrors();
    }

    /// <summary>Whatever a test is about, an error that nobody foresaw fails it.</summary>
    public void CheckErrors()
    {
        if (Log.Errors.Any()) throw new InvalidOperationException(string.Join('\n', Log.Errors));
    }
}
