using Npgsql;

namespace OrleansChat.Bench.Servers;

/// <summary>A fresh database on the throw-away server, for one engine in one repetition.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string _name;
    private readonly NpgsqlDataSource _server;

    private BenchDatabase(string name, string connectionString, NpgsqlDataSource server)
    {
        (_name, ConnectionString, _server) = (name, connectionString, server);
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 2 });
    }

    /// <summary>What silo and gateway are told.</summary>
    public string ConnectionString { get; }

    /// <summary>The benchmark's own way in.</summary>
    public NpgsqlDataSource Source { get; }

    public static async Task<BenchDatabase> Create(NpgsqlDataSource server, string connectionString)
    {
        var name = $"bench_{Guid.NewGuid():N}";
        await using var create = server.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        return new BenchDatabase(name, new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ConnectionString, server);
    }

    /// <summary>The ids of the server's processes, for the meter.</summary>
    public IReadOnlyList<int> Processes()
    {
        using var command = Source.CreateCommand("select pid from pg_stat_activity");
        using var reader = command.ExecuteReader();
        var ids = new List<int>();
        while (reader.Read()) ids.Add(reader.GetInt32(0));
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await using var drop = _server.CreateCommand($"drop database {_name} with (force)");
        await drop.ExecuteNonQueryAsync();
    }
}
