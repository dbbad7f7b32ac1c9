using OrleansChat.Grains.Online;
using OrleansChat.Grains.Tests.Users;
using OrleansChat.Grains.Users;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Grains.Tests.Postgres;

public sealed class PostgresNameHoldTests(PostgresHost host) : NameHoldSpec, IClassFixture<PostgresHost>
{
    protected override IDirectory Directory => host.Get<IDirectory>();

    protected override IPresenceStore Presence => host.Get<IPresenceStore>();

    protected override async Task ComesOnline(Guid user, string gateway, DateTimeOffset leaseUntil)
    {
        await Run("insert into gateways (gateway_id, lease_until, report) values ($1, $2, 1)", gateway, leaseUntil.UtcDateTime);
        await Run("insert into online (user_id, gateway_id, since, report) values ($1, $2, now(), 1)", user, gateway);
    }

    protected override Task WasThereBefore(Guid user, string name) =>
        Run("insert into users (user_id, name, created_at) values ($1, $2, now())", user, name);

    private async Task Run(string sql, params object[] parameters)
    {
        await using var command = host.Database.Source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
        await command.ExecuteNonQueryAsync();
    }
}
