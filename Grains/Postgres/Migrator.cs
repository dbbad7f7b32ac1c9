using System.Data;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansChat.Grains.Postgres;

/// <summary>The database's schema is newer than this program, or its migrations don't fit together.</summary>
public sealed class SchemaException(string message) : Exception(message);

/// <summary>
/// Brings the database to this program's schema: numbered, embedded SQL files, gap-free from 1, each in a transaction
/// of its own, all under one advisory lock, so that any number of silos may start at once. It never goes back: a schema
/// newer than the program is refused.
/// </summary>
public sealed partial class Migrator(NpgsqlDataSource database, TimeProvider time, ILogger<Migrator> log)
{
    // Any constant that nobody else uses: "OCHT" in ASCII.
    private const long LockKey = 0x4F434854;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Migrates. Waits for a database that can't be reached yet.</summary>
    /// <exception cref="SchemaException">The database is newer than this program, or not in UTF-8.</exception>
    /// <exception cref="NpgsqlException">The database did not answer within <paramref name="patience"/>.</exception>
    public async Task Migrate(TimeSpan patience)
    {
        var giveUp = time.GetUtcNow() + patience;
        while (true)
        {
            try
            {
                await Migrate();
                return;
            }
            catch (Exception e) when (PostgresErrors.IsUnreachable(e) && time.GetUtcNow() < giveUp)
            {
                LogWaiting(e.Message);
                await Task.Delay(RetryPause, time);
            }
        }
    }

    /// <summary>The migrations this program carries, ascending from 1 without gaps.</summary>
    public static IReadOnlyList<(int Version, string Name, string Sql)> Known()
    {
        var assembly = typeof(Migrator).Assembly;
        var known = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Parse(name["migrations/".Length..], Read(assembly, name)))
            .ToList();
        if (known.Select((migration, i) => migration.Version - i).Any(offset => offset != 1))
            throw new SchemaException("The embedded migrations are not numbered 1, 2, 3, ….");
        return known;
    }

    private async Task Migrate()
    {
        await using var connection = await database.OpenConnectionAsync();
        await Execute(connection, $"select pg_advisory_lock({LockKey})");
        try
        {
            await CheckEncoding(connection);
            await Execute(connection, """
                create table if not exists schema_migrations
                (version integer primary key, name text not null, applied_at timestamptz not null default now())
                """);
            await using var current = new NpgsqlCommand("select coalesce(max(version), 0) from schema_migrations", connection);
            await Apply(connection, (int)(await current.ExecuteScalarAsync())!);
        }
        finally
        {
            // A broken connection has released the lock already, and must not hide what broke it.
            if (connection.State == ConnectionState.Open) await Execute(connection, $"select pg_advisory_unlock({LockKey})");
        }
    }

    private static async Task CheckEncoding(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("show server_encoding", connection);
        if ((string)(await command.ExecuteScalarAsync())! is not "UTF8" and var encoding)
            throw new SchemaException($"The database's encoding is {encoding}; it must be UTF8 to keep every text.");
    }

    private async Task Apply(NpgsqlConnection connection, int version)
    {
        var known = Known();
        if (version > known.Count)
        {
            throw new SchemaException(
                $"The database has schema version {version}, but this program knows only up to {known.Count}. " +
                "It was used by a newer release; start that one, or restore a backup from before the upgrade.");
        }

        foreach (var migration in known.Skip(version))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Execute(connection, migration.Sql);
            await using var note = new NpgsqlCommand("insert into schema_migrations (version, name) values ($1, $2)", connection);
            note.Parameters.AddWithValue(migration.Version);
            note.Parameters.AddWithValue(migration.Name);
            await note.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            LogApplied(migration.Version, migration.Name);
        }
    }

    private static (int Version, string Name, string Sql) Parse(string file, string sql)
    {
        var parts = Path.GetFileNameWithoutExtension(file).Split('_', 2);
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], sql);
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        // Migrations of a large database and the wait for another silo's take as long as they take.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    [LoggerMessage(211, LogLevel.Information, "The database can't be reached yet: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(212, LogLevel.Information, "Migrated the database to version {Version} ({Name})")]
    private partial void LogApplied(int version, string name);
}
