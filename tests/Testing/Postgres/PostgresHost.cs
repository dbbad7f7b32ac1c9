using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansChat.Grains.Hosting;
using Xunit;

namespace OrleansChat.Testing.Postgres;

/// <summary>Rooms and users on the local engine over a real PostgreSQL, wired as the gateway wires them.</summary>
public sealed class PostgresHost : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private IHost _host = null!;
    private (string, string)[] _settings = [];

    public TestDatabase Database => _database;

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Starts one outside a class fixture.</summary>
    public static async Task<PostgresHost> Start(params (string Key, string Value)[] settings)
    {
        var host = new PostgresHost { _settings = settings };
        await host.InitializeAsync();
        return host;
    }

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        var configuration = _database.With(_settings);
        builder.Services.AddChatGrains(configuration);
        builder.Services.AddLocalEngine(configuration);
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _database.DisposeAsync();
    }
}
