using Npgsql;

namespace OrleansChat.DoorBench.Servers;

/// <summary>Whether the throw-away PostgreSQL's commits wait for the disk, which they do unless somebody says otherwise.</summary>
internal sealed class Durability(NpgsqlDataSource postgres) : IAsyncDisposable
{
    /// <summary>They don't, until the result is disposed of. Connections that are there obey from their next statement on.</summary>
    public static async Task<Durability> Suspend(NpgsqlDataSource postgres)
    {
        await Execute(postgres, "alter system set synchronous_commit = off");
        return new Durability(postgres);
    }

    public async ValueTask DisposeAsync() => await Execute(postgres, "alter system reset synchronous_commit");

    private static async Task Execute(NpgsqlDataSource postgres, string change)
    {
        await using var connection = await postgres.OpenConnectionAsync();
        foreach (var sql in (string[])[change, "select pg_reload_conf()"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
