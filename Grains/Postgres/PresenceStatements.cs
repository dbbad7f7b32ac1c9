using System.Collections.Immutable;
using Npgsql;

namespace OrleansChat.Grains.Postgres;

/// <summary>The statements of presence. Each may run again, and beside itself: a report's number decides which one counts,
/// and a lease is over by the database's clock only.</summary>
internal static class PresenceStatements
{
    /// <summary>One gateway that has a lease, a row for each of its people. $1 gateway.</summary>
    public const string ReadGateway = """
        select g.gateway_id, g.report, o.user_id from gateways g left join online o on o.gateway_id = g.gateway_id
        where g.gateway_id = $1 and g.lease_until > now()
        """;

    /// <summary>All of them likewise.</summary>
    public const string ReadAll = """
        select g.gateway_id, g.report, o.user_id from gateways g left join online o on o.gateway_id = g.gateway_id
        where g.lease_until > now()
        """;

    /// <summary>The number of each one's last report.</summary>
    public const string ReadReports = "select gateway_id, report from gateways where lease_until > now()";

    /// <summary>$1 users.</summary>
    public const string ReadNames = "select user_id, name from users where user_id = any ($1)";

    // $1 gateway, $2 number, $3 lease. The row stays locked until the commit, so that whoever wants to end this gateway
    // finds either nothing of this report or all of it.
    private const string Complete = """
        insert into gateways (gateway_id, lease_until, report) values ($1, now() + $3::interval, $2)
        on conflict (gateway_id) do update set lease_until = excluded.lease_until, report = excluded.report
        where gateways.report <= excluded.report
        """;

    private const string Partial = """
        update gateways set lease_until = now() + $3::interval, report = $2
        where gateway_id = $1 and lease_until > now() and report <= $2
        """;

    // What the rest of a report hangs on. $1 gateway, $2 number.
    private const string Counts = "exists (select from gateways where gateway_id = $1 and report = $2 and lease_until > now())";

    // $3 users
    private const string Came = $"""
        insert into online (user_id, gateway_id, since, report)
        select distinct came.user_id, $1, now(), $2::bigint from unnest($3::uuid[]) as came(user_id) where {Counts}
        on conflict (user_id, gateway_id) do update set report = excluded.report
        """;

    private const string Outcome = "select report, lease_until > now() from gateways where gateway_id = $1";

    // Somebody who is still online elsewhere is seen, too, and holds their name anyway.
    // gone.hold is how long their names are held.
    private const string Saw = """
        seen as (
            update users u set last_seen_at = greatest(u.last_seen_at, gone.at) from gone where u.user_id = gone.user_id)
        update names n set held_until = greatest(n.held_until, gone.at + gone.hold) from gone where n.user_id = gone.user_id
        """;

    // Also those of whom nobody was told that they had come. $3 users, $4 hold
    private const string Went = $"""
        with gone as (select distinct went.user_id, now() as at, $4::interval as hold from unnest($3::uuid[]) as went(user_id) where {Counts}),
        ended as (delete from online o using gone where o.user_id = gone.user_id and o.gateway_id = $1),
        {Saw}
        """;

    // Who isn't in a complete report. $3 hold
    private const string Dropped = $"""
        with gone as (
            delete from online o where o.gateway_id = $1 and o.report < $2 and {Counts} returning o.user_id, now() as at, $3::interval as hold),
        {Saw}
        """;

    // The rows of online go with their gateway's; this statement still sees them.
    private const string Gone = $"""
        gone as (
            select o.user_id, max(ended.at) as at, max(ended.hold) as hold
            from ended join online o on o.gateway_id = ended.gateway_id group by o.user_id),
        {Saw}
        """;

    /// <summary>Ends one gateway, now. $1 gateway, $2 hold.</summary>
    public const string Withdraw = $"""
        with ended as (delete from gateways where gateway_id = $1 returning gateway_id, now() as at, $2::interval as hold),
        {Gone}
        """;

    /// <summary>Ends the gateways whose lease is over, as of then. $1 hold.</summary>
    public const string Expire = $"""
        with ended as (delete from gateways where lease_until <= now() returning gateway_id, lease_until as at, $1::interval as hold),
        {Gone}
        """;

    /// <summary>A whole report, all or nothing; its one result says what became of it.</summary>
    public static NpgsqlBatch Report(NpgsqlConnection connection, PresenceReport report, TimeSpan lease, TimeSpan hold)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(report.Complete ? Complete : Partial, report, Interval(lease)));
        if (!report.Came.IsEmpty) batch.BatchCommands.Add(Command(Came, report, Users(report.Came)));
        if (!report.Went.IsEmpty) batch.BatchCommands.Add(Command(Went, report, Users(report.Went), Interval(hold)));
        if (report.Complete) batch.BatchCommands.Add(Command(Dropped, report, Interval(hold)));
        var outcome = new NpgsqlBatchCommand(Outcome);
        outcome.Parameters.Add(new NpgsqlParameter<string> { TypedValue = report.GatewayId });
        batch.BatchCommands.Add(outcome);
        return batch;
    }

    private static NpgsqlBatchCommand Command(string sql, PresenceReport report, params ReadOnlySpan<NpgsqlParameter> more)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = report.GatewayId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = report.Number });
        foreach (var parameter in more) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter<TimeSpan> Interval(TimeSpan length) => new() { TypedValue = length };

    private static NpgsqlParameter<Guid[]> Users(ImmutableArray<Guid> users) => new() { TypedValue = [.. users] };
}
