using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Online;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Postgres;

/// <summary>Users, sessions, names and memberships in PostgreSQL.</summary>
public sealed class PostgresDirectory(NpgsqlDataSource database, PresenceOptions options, ILogger<PostgresDirectory> log) : IDirectory
{
    internal const string Rooms =
        "select r.name from members m join rooms r on r.room_id = m.room_id where m.user_id = $1 and m.joined_seq > 0";

    public Task<UserRecord?> LoadUser(Guid id) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command("""
            select u.name, s.token_hash, s.expires_at, r.rename_id, r.old_name, r.new_name
            from users u left join sessions s on s.user_id = u.user_id and s.revoked_at is null
            left join renames r on r.user_id = u.user_id
            where u.user_id = $1
            """, id);
        await using var reader = await command.ExecuteReaderAsync();
        var user = default(UserRecord);
        var sessions = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            user ??= new UserRecord(
                reader.GetString(0), sessions,
                reader.IsDBNull(3) ? null : new Renaming(reader.GetGuid(3), reader.GetString(4), reader.GetString(5)));
            if (!reader.IsDBNull(1))
                sessions[Convert.ToHexString(reader.GetFieldValue<byte[]>(1))] = new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero);
        }

        return user;
    });

    public Task<string?> AddUser(Guid user, string name, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        PostgresErrors.Guard(log, async () =>
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection);
            AddClaim(batch, user, name, now, before: Statement(NameStatements.AddUser, user, name, now.UtcDateTime));
            batch.BatchCommands.Add(AddSessionStatement(user, tokenHash, now, expiresAt));
            batch.BatchCommands.Add(Statement("select name from users where user_id = $1", user));
            try
            {
                return (string?)await batch.ExecuteScalarAsync();
            }
            catch (PostgresException e) when (Refuses(e, NameStatements.Taken))
            {
                return null;
            }
        });

    public Task AddSession(Guid user, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        PostgresErrors.Guard(log, async () =>
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(AddSessionStatement(user, tokenHash, now, expiresAt));
            batch.BatchCommands.Add(Statement(NameStatements.Prolong, user, (now + options.Hold).UtcDateTime));
            return await batch.ExecuteNonQueryAsync();
        });

    public Task RemoveSession(Guid user, string tokenHash, DateTimeOffset now) =>
        PostgresErrors.Guard(log, async () =>
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(Statement(NameStatements.RemoveSession, user, Convert.FromHexString(tokenHash), now.UtcDateTime));
            batch.BatchCommands.Add(Statement(VisitStatements.AddAll, user, now.UtcDateTime));
            return await batch.ExecuteNonQueryAsync();
        });

    public Task<Claim> ClaimName(Guid user, string name, DateTimeOffset now) => PostgresErrors.Guard(log, async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        var hold = AddClaim(batch, user, name, now, before: null);
        try
        {
            await batch.ExecuteNonQueryAsync();
            return hold.RecordsAffected > 0 ? Claim.Granted : Claim.Outdated;
        }
        catch (PostgresException e) when (Refuses(e, NameStatements.Taken))
        {
            return Claim.Taken;
        }
    });

    public Task<Claim> Rename(Guid user, Renaming renaming, DateTimeOffset now) => PostgresErrors.Guard(log, async () =>
        // A second time finds the rows free, or the names as two people who ask for each other's have left them.
        await TryRename(user, renaming, now) ?? await TryRename(user, renaming, now) ?? Claim.Taken);

    /// <summary>Renames; null where the database ended a deadlock this way.</summary>
    private async Task<Claim?> TryRename(Guid user, Renaming renaming, DateTimeOffset now)
    {
        var (id, oldName, newName) = renaming;
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        var change = Statement(NameStatements.ChangeName, user, oldName, newName);
        AddClaim(batch, user, newName, now, before: change);
        batch.BatchCommands.Add(Statement(NameStatements.NoteRename, user, id, oldName, newName));
        try
        {
            await batch.ExecuteNonQueryAsync();
            if (change.RecordsAffected == 0) return Claim.Outdated;
            await transaction.CommitAsync();
            return Claim.Granted;
        }
        catch (PostgresException e) when (Refuses(e, NameStatements.Taken))
        {
            return Claim.Taken;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return null;
        }
        catch (PostgresException e) when (Refuses(e, NameStatements.Untold))
        {
            return Claim.Outdated;
        }
    }

    public Task EndRename(Guid user, Guid renaming) => PostgresErrors.Guard(log, () => Execute(
        "delete from renames where user_id = $1 and rename_id = $2", user, renaming));

    public Task<string?> FindFree(Guid user, ImmutableArray<string> names, DateTimeOffset now) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command(
            NameStatements.FindFree, names.Select(TextRules.NameKey).ToArray(), user, now.UtcDateTime, (now - options.Hold).UtcDateTime);
        return await command.ExecuteScalarAsync() is int place ? names[place - 1] : null;
    });

    public Task<ImmutableArray<string>> RoomsOf(Guid user) => PostgresErrors.Guard(log, () => ReadNames(Rooms, user));

    public Task<int> CountRooms(Guid user) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command("select count(*)::integer from members where user_id = $1 and joined_seq > 0", user);
        return (int)(await command.ExecuteScalarAsync())!;
    });

    public Task AddVisit(Guid user, string room, DateTimeOffset now) =>
        PostgresErrors.Guard(log, () => Execute(VisitStatements.Add, user, room, now.UtcDateTime));

    public Task RemoveVisits(Guid user, string? room) => PostgresErrors.Guard(log, () =>
        room is null ? Execute(VisitStatements.RemoveAll, user) : Execute(VisitStatements.Remove, user, room));

    public Task<bool> HasVisitNotes(Guid user) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command(VisitStatements.HasNotes, user);
        return (bool)(await command.ExecuteScalarAsync())!;
    });

    public Task RemoveVoidVisits(Guid user, DateTimeOffset before) =>
        PostgresErrors.Guard(log, () => Execute(VisitStatements.RemoveVoid, user, before.UtcDateTime));

    public Task<ImmutableArray<string>> VisitsOf(Guid user) => PostgresErrors.Guard(log, () => ReadNames(VisitStatements.ReadRooms, user));

    public Task<bool> IsOnline(Guid user, IReadOnlyCollection<string> exceptAt) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command(VisitStatements.IsOnline, user, exceptAt.ToArray());
        return (bool)(await command.ExecuteScalarAsync())!;
    });

    public Task CheckReady() => PostgresErrors.Guard(log, () => Execute("select 1"));

    /// <summary>Adds a claim, with what must come between the end of the last holder and it. Returns the statement that
    /// writes a row if the user bears the name.</summary>
    private NpgsqlBatchCommand AddClaim(NpgsqlBatch batch, Guid user, string name, DateTimeOffset now, NpgsqlBatchCommand? before)
    {
        var key = TextRules.NameKey(name);
        batch.BatchCommands.Add(Statement(
            NameStatements.RemoveOver, key, user, now.UtcDateTime, (now - options.Hold).UtcDateTime));
        if (before is not null) batch.BatchCommands.Add(before);
        var hold = Statement(NameStatements.Hold, key, user, (now + options.Hold).UtcDateTime, name);
        batch.BatchCommands.Add(hold);
        return hold;
    }

    private static NpgsqlBatchCommand AddSessionStatement(Guid user, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) => Statement(
        """
        insert into sessions (user_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4)
        on conflict (user_id, token_hash) do nothing
        """, user, Convert.FromHexString(tokenHash), now.UtcDateTime, expiresAt.UtcDateTime);

    private static bool Refuses(PostgresException e, string constraint) =>
        e.SqlState == PostgresErrorCodes.UniqueViolation && e.ConstraintName == constraint;

    private async Task<ImmutableArray<string>> ReadNames(string sql, Guid user)
    {
        await using var command = Command(sql, user);
        await using var reader = await command.ExecuteReaderAsync();
        var names = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names.DrainToImmutable();
    }

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

    private static NpgsqlBatchCommand Statement(string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
        return command;
    }
}
