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
    public IConfiguration Configuration => With();

    /// <summary>The same with further settings.</summary>
    public IConfiguration With(params (string Key, string Value)[] settings) => new ConfigurationBuilder().AddInMemoryCollection(
        [new("ConnectionStrings:Chat", ConnectionString), .. settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))]).Build();

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

    /// <summary>Keeps a copy of what is in it now, beside it on the server. Whoever is connected is thrown out.</summary>
    public Task Backup() => Copy(_name, $"{_name}_backup");

    /// <summary>Puts the copy in its place, under the feet of those who use it.</summary>
    public Task Restore() => Copy($"{_name}_backup", _name);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Execute($"drop database if exists {_name}_backup with (force)");
        await using (var drop = _server.CreateCommand($"drop database {_name} with (force)")) await drop.ExecuteNonQueryAsync();
        await _server.DisposeAsync();
    }

    private async Task Copy(string from, string to)
    {
        await Execute($"drop database if exists {to} with (force)");
        // A template may have no connections, and those who lost theirs come back at once.
        await Execute($"alter database {from} with allow_connections false");
        await Execute($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'");
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    await Execute($"create database {to} template {from}");
                    return true;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
                {
                    return false;
                }
            },
            $"a copy of {from}");
        await Execute($"alter database {from} with allow_connections true");
    }

    private async Task Execute(string sql)
    {
        await using var command = _server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
