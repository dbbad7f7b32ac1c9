using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Online;

/// <summary>Who is online, in memory, for specs.</summary>
public sealed class MemoryPresenceStore(MemoryTables tables, TimeProvider time, PresenceOptions options) : IPresenceStore
{
    public Task<PresenceSnapshot> Load() => Task.FromResult(tables.Use(t => new PresenceSnapshot(
        new Guid(++t.Streams, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), [.. Living(t).Select(id => Record(t, id))])));

    public Task<GatewayRecord?> LoadGateway(string gatewayId) =>
        Task.FromResult(tables.Use(t => IsLiving(t, gatewayId) ? Record(t, gatewayId) : null));

    public Task<ReportOutcome> Report(PresenceReport report, TimeSpan lease) => Task.FromResult(tables.Use(t =>
    {
        var id = report.GatewayId;
        var last = t.Reports.GetValueOrDefault(id);
        if (last > report.Number) return ReportOutcome.Overtaken;
        if (!report.Complete && !IsLiving(t, id)) return ReportOutcome.Unknown;
        t.Gateways[id] = time.GetUtcNow() + lease;
        t.Reports[id] = report.Number;
        var gone = report.Went.ToHashSet();
        if (report.Complete) gone.UnionWith(PeopleAt(t, id).Except(report.Came));
        foreach (var user in report.Came) t.Online.Add((user, id));
        foreach (var user in gone) t.Online.Remove((user, id));
        Saw(t, gone, time.GetUtcNow());
        return ReportOutcome.Taken;
    }));

    public Task Withdraw(string gatewayId) => Task.FromResult(tables.Use(t => End(t, gatewayId, time.GetUtcNow())));

    public Task<IReadOnlyDictionary<string, long>> Expire() => Task.FromResult(tables.Use<IReadOnlyDictionary<string, long>>(t =>
    {
        foreach (var id in t.Gateways.Keys.Except(Living(t)).ToList()) End(t, id, t.Gateways[id]);
        return t.Reports.ToDictionary(StringComparer.Ordinal);
    }));

    public Task<int> ForgetExpiredSessions(TimeSpan since, int limit) => Task.FromResult(tables.Use(t =>
    {
        var now = time.GetUtcNow();
        var over = t.Users.SelectMany(user => user.Value.Sessions.Where(session => session.Value < now - since).Select(session => (User: user.Key, Session: session)))
            .OrderBy(entry => entry.Session.Value).Take(limit).ToList();
        foreach (var (user, session) in over) t.Users[user].Sessions.Remove(session.Key);
        foreach (var user in over.Select(entry => entry.User).Distinct().Where(user => !t.Users[user].Sessions.Values.Any(expires => expires > now)))
            t.Ends(user, now);
        return over.Count;
    }));

    public Task<ImmutableArray<Guid>> ReadForgottenVisitors(TimeSpan since, Guid after, int limit) => Task.FromResult(tables.Use(t =>
    {
        var before = time.GetUtcNow() - since;
        return t.Visits.Where(visit => visit.Value.Since < before).Select(visit => visit.Key.User).Distinct()
            .Where(user => !(t.Users.GetValueOrDefault(user)?.LastSeen >= before) && !t.Online.Any(entry => entry.User == user) && user.CompareTo(after) > 0)
            .Order().Take(limit).ToImmutableArray();
    }));

    public Task<ImmutableArray<Actor>> ReadNames(ImmutableArray<Guid> users) => Task.FromResult(tables.Use(t =>
        users.Where(t.Users.ContainsKey).Select(user => new Actor(user, t.Users[user].Name)).ToImmutableArray()));

    private bool IsLiving(MemoryTables t, string gateway) => t.Gateways.TryGetValue(gateway, out var until) && until > time.GetUtcNow();

    private List<string> Living(MemoryTables t) => [.. t.Gateways.Keys.Where(id => IsLiving(t, id))];

    private static GatewayRecord Record(MemoryTables t, string gateway) => new(gateway, t.Reports[gateway], [.. PeopleAt(t, gateway)]);

    private static IEnumerable<Guid> PeopleAt(MemoryTables t, string gateway) =>
        t.Online.Where(row => row.Gateway == gateway).Select(row => row.User);

    private bool End(MemoryTables t, string gateway, DateTimeOffset at)
    {
        Saw(t, [.. PeopleAt(t, gateway)], at);
        t.Online.RemoveWhere(row => row.Gateway == gateway);
        t.Reports.Remove(gateway);
        return t.Gateways.Remove(gateway);
    }

    // Somebody who is still online elsewhere is seen, too, and holds their name anyway.
    private void Saw(MemoryTables t, HashSet<Guid> users, DateTimeOffset at)
    {
        foreach (var user in users)
        {
            if (t.Users.TryGetValue(user, out var found) && !(found.LastSeen > at)) found.LastSeen = at;
        }

        var until = at + options.Hold;
        foreach (var (key, name) in t.Names.Where(name => users.Contains(name.Value.User)).ToList())
        {
            if (name.HeldUntil < until) t.Names[key] = (name.User, until);
        }
    }
}
