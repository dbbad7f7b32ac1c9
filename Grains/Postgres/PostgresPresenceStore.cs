using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Online;

namespace OrleansChat.Grains.Postgres;

/// <summary>Who is online, in PostgreSQL.</summary>
public sealed class PostgresPresenceStore(NpgsqlDataSource database, PresenceOptions options, ILogger<PostgresPresenceStore> log) : IPresenceStore
{
    public Task<PresenceSnapshot> Load() => PostgresErrors.Guard(log, async () =>
    {
        await using var stream = database.CreateCommand("select gen_random_uuid()");
        var made = (Guid)(await stream.ExecuteScalarAsync())!;
        return new PresenceSnapshot(made, await ReadGateways(PresenceStatements.ReadAll));
    });

    public Task<GatewayRecord?> LoadGateway(string gatewayId) => PostgresErrors.Guard(log, async () =>
        (await ReadGateways(PresenceStatements.ReadGateway, gatewayId)).FirstOrDefault());

    public Task<ReportOutcome> Report(PresenceReport report, TimeSpan lease) => PostgresErrors.Guard(log, async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = PresenceStatements.Report(connection, report, lease, options.Hold);
        await using var reader = await batch.ExecuteReaderAsync();
        if (!await reader.ReadAsync() || !reader.GetBoolean(1)) return ReportOutcome.Unknown;
        var last = reader.GetInt64(0);
        return last == report.Number ? ReportOutcome.Taken : last > report.Number ? ReportOutcome.Overtaken : ReportOutcome.Unknown;
    });

    public Task Withdraw(string gatewayId) => PostgresErrors.Guard(log, () => Execute(PresenceStatements.Withdraw, gatewayId, options.Hold));

    public Task<IReadOnlyDictionary<string, long>> Expire() => PostgresErrors.Guard<IReadOnlyDictionary<string, long>>(log, async () =>
    {
        await Execute(PresenceStatements.Expire, options.Hold);
        await using var command = database.CreateCommand(PresenceStatements.ReadReports);
        await using var reader = await command.ExecuteReaderAsync();
        var reports = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync()) reports.Add(reader.GetString(0), reader.GetInt64(1));
        return reports;
    });

    public Task<int> ForgetExpiredSessions(TimeSpan since, int limit) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command(VisitStatements.ForgetExpired, since, limit);
        return (int)(await command.ExecuteScalarAsync())!;
    });

    public Task<ImmutableArray<Guid>> ReadForgottenVisitors(TimeSpan since, Guid after, int limit) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command(VisitStatements.ReadForgotten, since, after, limit);
        await using var reader = await command.ExecuteReaderAsync();
        var users = ImmutableArray.CreateBuilder<Guid>();
        while (await reader.ReadAsync()) users.Add(reader.GetGuid(0));
        return users.DrainToImmutable();
    });

    public Task<ImmutableArray<Actor>> ReadNames(ImmutableArray<Guid> users) => PostgresErrors.Guard(log, async () =>
    {
        await using var command = Command(PresenceStatements.ReadNames, users.ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var people = ImmutableArray.CreateBuilder<Actor>();
        while (await reader.ReadAsync()) people.Add(new Actor(reader.GetGuid(0), reader.GetString(1)));
        return people.DrainToImmutable();
    });

    private async Task<ImmutableArray<GatewayRecord>> ReadGateways(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<string, (long Report, ImmutableArray<Guid>.Builder People)>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            var id = reader.GetString(0);
            if (!found.TryGetValue(id, out var gateway))
                found.Add(id, gateway = (reader.GetInt64(1), ImmutableArray.CreateBuilder<Guid>()));
            if (!await reader.IsDBNullAsync(2)) gateway.People.Add(reader.GetGuid(2));
        }

        return [.. found.Select(entry => new GatewayRecord(entry.Key, entry.Value.Report, entry.Value.People.DrainToImmutable()))];
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
}
