using System.Collections.Immutable;
using Orleans.Storage;
using OrleansChat.Grains.Rooms;

namespace OrleansChat.Grains.Cluster;

/// <summary>What a room keeps in grain storage.</summary>
[GenerateSerializer, Alias("OrleansChat.SavedSubscriptions")]
public sealed class SavedSubscriptions
{
    /// <summary>The gateways, when last the set changed.</summary>
    [Id(0)]
    public List<GatewaySubscription> Gateways { get; set; } = [];
}

/// <summary>A room's gateways in Orleans grain storage (G7). Orleans reads it before the activation's first call.</summary>
internal sealed class GrainSubscriptionStore(IPersistentState<SavedSubscriptions> state) : ISubscriptionStore
{
    /// <summary>The storage provider's name; hosts configure it.</summary>
    public const string StorageName = "subscriptions";

    public Task<ImmutableArray<GatewaySubscription>> Load() =>
        Task.FromResult<ImmutableArray<GatewaySubscription>>([.. state.State.Gateways]);

    public async Task Save(ImmutableArray<GatewaySubscription> subscriptions)
    {
        state.State.Gateways = [.. subscriptions];
        try
        {
            await state.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            // Another activation of this room wrote. What we hold is what our gateways told us last: take its version, and write again.
            await state.ReadStateAsync();
            state.State.Gateways = [.. subscriptions];
            await state.WriteStateAsync();
        }
    }
}
