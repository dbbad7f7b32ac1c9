using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansChat.Grains.Postgres;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Grains.Tests.Postgres;

public sealed class MigratorTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private Migrator Migrator => new(_database.Source, TimeProvider.System, NullLogger<Migrator>.Instance);

    public async Task InitializeAsync() => _database = await TestDatabase.Create(migrate: false);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Many_at_once_migrate_an_empty_database_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Migrator.Migrate(TimeSpan.Zero)));
        Assert.Equal(Migrator.Known().Count, await Scalar<long>("select count(*) from schema_migrations"));
        await Migrator.Migrate(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_a_clear_message()
    {
        await Migrator.Migrate(TimeSpan.Zero);
        await Execute("insert into schema_migrations (version, name) values (9999, 'from_the_future')");
        var refused = await Assert.ThrowsAsync<SchemaException>(() => Migrator.Migrate(TimeSpan.Zero));
        Assert.Contains("schema version 9999", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        // Something already stands where the second migration wants to build.
        await Execute("create table orleansstorage (mine integer)");
        await Assert.ThrowsAsync<PostgresException>(() => Migrator.Migrate(TimeSpan.Zero));
        Assert.Equal(1, await Scalar<int>("select max(version) from schema_migrations"));
        Assert.Equal(0, await Scalar<long>("select count(*) from pg_tables where tablename = 'orleansquery'"));

        await Execute("drop table orleansstorage");
        await Migrator.Migrate(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_not_waited_for_longer_than_said()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        var migrator = new Migrator(nowhere, TimeProvider.System, NullLogger<Migrator>.Instance);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => migrator.Migrate(TimeSpan.Zero));
    }

    private async Task Execute(string sql)
    {
        await using var command = _database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<T> Scalar<T>(string sql)
    {
        await using var command = _database.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
