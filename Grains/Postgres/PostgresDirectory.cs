using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Postgres;

/// <summary>Users, sessions and memberships in PostgreSQL.</summary>
public sealed class PostgresDirectory(NpgsqlDataSource database, ILogger<PostgresDirectory> log) : IDirectory
{
    public Task<UserRecord?> LoadUser(Guid id) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command("""
            select u.name, s.token_hash, s.expires_at
            from users u left join sessions s on s.user_id = u.user_id and s.revoked_at is null
            where u.user_id = $1
            """, id);
        await using var reader = await command.ExecuteReaderAsync();
        string? name = null;
        var sessions = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            name = reader.GetString(0);
            if (!await reader.IsDBNullAsync(1))
                sessions[Convert.ToHexString(reader.GetFieldValue<byte[]>(1))] = new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero);
        }

        return name is null ? null : new UserRecord(name, sessions);
    });

    public Task AddSession(Guid user, string name, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        PostgresErrors.Guard(log, () => Execute("""
            with added as (
                insert into users (user_id, name, created_at) values ($1, $2, $4) on conflict (user_id) do nothing)
            insert into sessions (user_id, token_hash, created_at, expires_at) values ($1, $3, $4, $5)
            on conflict (user_id, token_hash) do nothing
            """, user, name, Convert.FromHexString(tokenHash), now.UtcDateTime, expiresAt.UtcDateTime));

    public Task RemoveSession(Guid user, string tokenHash, DateTimeOffset now) =>
        PostgresErrors.Guard(log, () => Execute(
            "update sessions set revoked_at = $3 where user_id = $1 and token_hash = $2 and revoked_at is null",
            user, Convert.FromHexString(tokenHash), now.UtcDateTime));

    public Task<int> CountRooms(Guid user) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command("select count(*)::integer from members where user_id = $1", user);
        return (int)(await command.ExecuteScalarAsync())!;
    });

    public Task CheckReady() => PostgresErrors.Guard(log, () => Execute("select 1"));

    private async Task<int> Execute(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    private NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
        return command;
    }
}
