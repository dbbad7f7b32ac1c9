using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Online;

/// <summary>What presence is given by its host.</summary>
public sealed record PresenceServices(
    IPresenceStore Store, PresenceOptions Options, AnnouncementOptions Announcements, TimeProvider Time, ILogger<Presence> Logger);

/// <summary>
/// Who is online, and the way to all gateways, on any engine. The store is the truth; memory is what the newest reports
/// said, so that a notice finds its gateways without a question to the database. The contract is at
/// <see cref="IPresenceGrain"/>, the turn rules as in <see cref="Rooms.Room"/>.
/// <para>This file: the calls. Presence.Lifecycle.cs: loading, leases, announcements by the clock.</para>
/// </summary>
public abstract partial class Presence(PresenceServices services) : IPresenceGrain
{
    /// <summary>The way to other grains.</summary>
    protected abstract IOtherGrains Others { get; }

    public async Task<PresenceAnswer> Report(PresenceReport report)
    {
        await EnsureLoaded();
        var outcome = await services.Store.Report(report, services.Options.Lease);
        if (outcome == ReportOutcome.Unknown)
        {
            services.Logger.LeaseOver(report.GatewayId);
            return new PresenceAnswer(false, default, 0);
        }

        // Looked up after the await: the gateway may have been forgotten, and be back, in the meantime.
        var gateway = Gateways.Get(report.GatewayId);
        if (outcome == ReportOutcome.Taken && !Take(gateway, report)) await Read(report.GatewayId);
        return new PresenceAnswer(true, gateway.Stream, gateway.Sent);
    }

    public async Task Withdraw(string gatewayId)
    {
        await EnsureLoaded();
        await services.Store.Withdraw(gatewayId);
        Forget(gatewayId);
    }

    public async Task Announce(string text)
    {
        TextRules.CheckText(text);
        await EnsureLoaded();
        Gateways.TellAll(new Notice(NoticeKind.Announcement, services.Time.GetUtcNow(), Text: text));
    }

    public async Task TellDirect(DirectNews news)
    {
        if (!DirectRooms.TryParse(news.Room, out var one, out var other)) return;
        await EnsureLoaded();
        Gateways.TellWhereOnline(new Notice(NoticeKind.Direct, services.Time.GetUtcNow(), Direct: news), one, other);
    }

    public async Task TellRenamed(Actor user)
    {
        await EnsureLoaded();
        Gateways.TellWhereOnline(new Notice(NoticeKind.Renamed, services.Time.GetUtcNow(), user), user.Id);
    }

    private bool Take(LiveGateway gateway, PresenceReport report)
    {
        if (!services.Options.AnnounceVisits) return gateway.Take(report);
        // A complete report may end what it doesn't name.
        IEnumerable<Guid> known = report.Complete ? gateway.People : [];
        ImmutableArray<Guid> touched = [.. known.Union(report.Came).Union(report.Went)];
        var before = touched.Where(Gateways.IsOnline).ToHashSet();
        var next = gateway.Take(report);
        var after = touched.Where(Gateways.IsOnline).ToHashSet();
        _ = TellVisits(NoticeKind.Online, [.. after.Except(before)]);
        _ = TellVisits(NoticeKind.Offline, [.. before.Except(after)]);
        return next;
    }

    private void Forget(string gatewayId)
    {
        var people = Gateways.Remove(gatewayId);
        if (services.Options.AnnounceVisits) _ = TellVisits(NoticeKind.Offline, [.. people.Where(user => !Gateways.IsOnline(user))]);
    }

    /// <summary>Tells everybody who came or went, once their names are read. Nobody waits for it.</summary>
    private async Task TellVisits(NoticeKind kind, ImmutableArray<Guid> users)
    {
        if (users.IsEmpty) return;
        try
        {
            var people = await services.Store.ReadNames(users);
            foreach (var person in people) Gateways.TellAll(new Notice(kind, services.Time.GetUtcNow(), person));
        }
        catch (Exception e)
        {
            services.Logger.VisitsNotTold(users.Length, e.Message);
        }
    }
}
