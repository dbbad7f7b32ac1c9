using System.Collections.Immutable;

namespace OrleansChat;

/// <summary>What a gateway says of its people. Also its lease: without a report in time, they are offline (G9).</summary>
/// <param name="GatewayId">The gateway process.</param>
/// <param name="Number">From 1, the gateway's last report's plus one: a report that a later one has overtaken on its way
/// changes nothing. The one after a report without an answer is complete.</param>
/// <param name="Observer">Where notices go.</param>
/// <param name="Complete">Whether <paramref name="Came"/> names everybody who is online there; otherwise it is what changed.</param>
/// <param name="Came">Who came online at this gateway, with the first of their connections.</param>
/// <param name="Went">Who went offline there, with the last one.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.PresenceReport")]
public sealed record PresenceReport(
    string GatewayId, long Number, IGatewayObserver Observer, bool Complete, ImmutableArray<Guid> Came, ImmutableArray<Guid> Went);

/// <summary>The answer to a report.</summary>
/// <param name="Known">False when the report wasn't taken, because the gateway's lease had ended: report completely.</param>
/// <param name="Stream">The stream of the gateway's notices; without meaning when the report wasn't taken.</param>
/// <param name="Sent">The number of the last notice that was sent to it; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.PresenceAnswer")]
public sealed record PresenceAnswer(bool Known, Guid Stream, long Sent);

/// <summary>
/// Who is online, and the way to all gateways. There is one, whose key is <see cref="Key"/>. Somebody is online while a
/// gateway with a lease says so: one lease per gateway, whatever the number of its people (G9). What it knows is in the
/// database, so that a new activation goes on where the last one ended.
/// </summary>
[Alias("OrleansChat.IPresenceGrain")]
public interface IPresenceGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Takes a gateway's report and renews its lease. Durable when it returns.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("Report")]
    Task<PresenceAnswer> Report(PresenceReport report);

    /// <summary>Ends a gateway's lease at once; its people are offline. Unknown gateways are ignored.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("Withdraw")]
    Task Withdraw(string gatewayId);

    /// <summary>Says something to everybody who is connected, on every door.</summary>
    /// <exception cref="ChatException">EmptyText, TextTooLong, BadText, Unavailable.</exception>
    [Alias("Announce")]
    Task Announce(string text);

    /// <summary>Tells the gateways of a direct room's people that it has news. Names of other rooms are ignored.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("TellDirect")]
    Task TellDirect(DirectNews news);

    /// <summary>Tells the gateways of a user that they have another name now.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("TellRenamed")]
    Task TellRenamed(Actor user);
}
