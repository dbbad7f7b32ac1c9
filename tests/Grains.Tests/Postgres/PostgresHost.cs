using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansChat.Grains.Hosting;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Grains.Tests.Postgres;

/// <summary>Rooms and users on the local engine over a real PostgreSQL, wired as the gateway wires them.</summary>
public sealed class PostgresHost : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private IHost _host = null!;

    public TestDatabase Database => _database;

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddChatGrains(_database.Configuration);
        builder.Services.AddLocalEngine(_database.Configuration);
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
