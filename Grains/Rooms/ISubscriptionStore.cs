using System.Collections.Immutable;

namespace OrleansChat.Grains.Rooms;

/// <summary>A gateway that wants a room's events.</summary>
/// <param name="GatewayId">The gateway process.</param>
/// <param name="Observer">Where the events go.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.GatewaySubscription")]
public sealed record GatewaySubscription(
    [property: Id(0)] string GatewayId,
    [property: Id(1)] IGatewayObserver Observer);

/// <summary>Where a room remembers its gateways beyond its own activation, so that a new one fans out at once (G7).
/// Calls for one room never overlap.</summary>
public interface ISubscriptionStore
{
    /// <summary>Loads what was last saved; empty where nothing was.</summary>
    Task<ImmutableArray<GatewaySubscription>> Load();

    /// <summary>Replaces what was saved.</summary>
    Task Save(ImmutableArray<GatewaySubscription> subscriptions);
}
