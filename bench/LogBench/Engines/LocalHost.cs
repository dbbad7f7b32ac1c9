using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrleansChat.Grains.Hosting;
using OrleansChat.Grains.Log;

namespace OrleansChat.LogBench.Engines;

/// <summary>The local engine in this process, wired as the gateway wires it: rooms, group commit, PostgreSQL; no HTTP.</summary>
internal sealed class LocalHost : IEngineHost
{
    private readonly IHost _host;
    private readonly IChatEngine _engine;

    private LocalHost(IHost host) => (_host, _engine) = (host, host.Services.GetRequiredService<IChatEngine>());

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, int Id)> Processes => [];

    /// <summary>The engine's own way to the database, with its settings.</summary>
    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>The writer's settings, all as they come.</summary>
    public static LogWriterOptions WriterOptions { get; } = new();

    /// <summary>Starts it on a migrated database.</summary>
    public static async Task<LocalHost> Start(string database)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"ConnectionStrings:{GrainsServices.ConnectionName}", database)])
            .Build();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddChatGrains(configuration);
        builder.Services.AddLocalEngine(configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new LocalHost(host);
    }

    /// <inheritdoc/>
    public IRoomGrain Room(string name) => _engine.Room(name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
