using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansChat.Grains.Postgres;

namespace OrleansChat.Testing.Postgres;

/// <summary>A migrated database of one test class's own, on the server that <c>./test</c> started.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The environment variable with a superuser's connection string.</summary>
    public const string Variable = "ORLEANSCHAT_TEST_DB";

    private readonly NpgsqlDataSource _server;
    private readonly string _name;

    private TestDatabase(NpgsqlDataSource server, string name, string connectionString) =>
        (_server, _name, ConnectionString, Source) = (server, name, connectionString, NpgsqlDataSource.Create(connectionString));

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>What a host's configuration says of it.</summary>
    public IConfiguration Configuration => new ConfigurationBuilder()
        .AddInMemoryCollection([new("ConnectionStrings:Chat", ConnectionString)]).Build();

    /// <summary>Makes a database; migrated unless a test is about migrating.</summary>
    public static async Task<TestDatabase> Create(bool migrate = true)
    {
        var text = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"Run ./test, or set {Variable} to a PostgreSQL superuser's connection string.");
        var server = NpgsqlDataSource.Create(text);
        var name = $"test_{Guid.NewGuid():N}";
        await using (var create = server.CreateCommand($"create database {name}")) await create.ExecuteNonQueryAsync();
        var own = new NpgsqlConnectionStringBuilder(text) { Database = name, MaxPoolSize = 20 };
        var database = new TestDatabase(server, name, own.ConnectionString);
        if (migrate)
            await new Migrator(database.Source, TimeProvider.System, NullLogger<Migrator>.Instance).Migrate(TimeSpan.Zero);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await using (var drop = _server.CreateCommand($"drop database {_name} with (force)")) await drop.ExecuteNonQueryAsync();
        await _server.DisposeAsync();
    }
}
