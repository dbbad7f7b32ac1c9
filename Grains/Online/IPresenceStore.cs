using System.Collections.Immutable;

namespace OrleansChat.Grains.Online;

/// <summary>What became of a gateway's report.</summary>
public enum ReportOutcome
{
    /// <summary>It is stored, and the lease renewed.</summary>
    Taken,

    /// <summary>A later report was there first; this one changed nothing.</summary>
    Overtaken,

    /// <summary>The gateway's lease had ended, and the report wasn't complete; it changed nothing.</summary>
    Unknown,
}

/// <summary>A gateway as stored.</summary>
/// <param name="Id">The gateway process.</param>
/// <param name="Report">The number of its last report.</param>
/// <param name="People">Who is online there.</param>
public sealed record GatewayRecord(string Id, long Report, ImmutableArray<Guid> People);

/// <summary>Everything that a new activation of presence must know.</summary>
/// <param name="Stream">A stream of notices that nobody was given before.</param>
/// <param name="Gateways">Those with a lease.</param>
public sealed record PresenceSnapshot(Guid Stream, ImmutableArray<GatewayRecord> Gateways);

/// <summary>
/// Who is online, as all silos see it. One clock decides about leases: the store's own. Every method may be called by
/// several activations at once and again after a failure, and throws <see cref="ChatException"/> with Unavailable when the
/// database can't be reached.
/// </summary>
public interface IPresenceStore
{
    /// <summary>Loads the gateways that have a lease.</summary>
    Task<PresenceSnapshot> Load();

    /// <summary>Loads one gateway; null for one without a lease.</summary>
    Task<GatewayRecord?> LoadGateway(string gatewayId);

    /// <summary>Stores a report and renews the lease, all or nothing. Whoever went was seen now, and holds their name for
    /// a while from now on.</summary>
    Task<ReportOutcome> Report(PresenceReport report, TimeSpan lease);

    /// <summary>Ends a gateway's lease; its people went now.</summary>
    Task Withdraw(string gatewayId);

    /// <summary>Forgets the gateways whose lease is over; their people went when it was. Returns the others, each with the
    /// number of its last report.</summary>
    Task<IReadOnlyDictionary<string, long>> Expire();

    /// <summary>Forgets sessions that have expired. Of those among their users who have none left that holds, all memberships, direct
    /// ones excepted, are visits from now on, and the names are free: nobody can come back as them. All or nothing. It counts on it that nobody opens
    /// another session of such a user.</summary>
    /// <param name="since">How long ago they expired.</param>
    /// <param name="limit">How many are forgotten at the most, the oldest first.</param>
    /// <returns>How many were.</returns>
    Task<int> ForgetExpiredSessions(TimeSpan since, int limit);

    /// <summary>Reads who visits rooms although they are offline, and have been for a while; by id.</summary>
    /// <param name="since">For how long; visits that are younger aren't looked at either.</param>
    /// <param name="after">Only those behind this one.</param>
    /// <param name="limit">How many are read at the most.</param>
    Task<ImmutableArray<Guid>> ReadForgottenVisitors(TimeSpan since, Guid after, int limit);

    /// <summary>Reads people's present names; those who don't exist are left out.</summary>
    Task<ImmutableArray<Actor>> ReadNames(ImmutableArray<Guid> users);
}
