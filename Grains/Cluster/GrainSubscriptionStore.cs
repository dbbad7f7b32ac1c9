using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansChat.Grains.Postgres;
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

/// <summary>
/// A room's gateways in Orleans grain storage (G7). Read when the room loads, not by Orleans before the activation's first
/// call: an activation that fails because the database is away has no answer for its callers that they would understand.
/// </summary>
internal sealed partial class GrainSubscriptionStore(IGrainStorage storage, GrainId room, ILogger log) : ISubscriptionStore
{
    /// <summary>The storage provider's name; hosts configure it.</summary>
    public const string StorageName = "subscriptions";

    private const string StateName = "subscriptions";
    private readonly GrainState<SavedSubscriptions> _state = new(new SavedSubscriptions());

    /// <exception cref="ChatException">Unavailable.</exception>
    public async Task<ImmutableArray<GatewaySubscription>> Load()
    {
        try
        {
            await storage.ReadStateAsync(StateName, room, _state);
            return [.. _state.State.Gateways];
        }
        catch (Exception e) when (PostgresErrors.IsUnreachable(e))
        {
            LogNotRead(room, e.Message);
            throw new ChatException(ErrorCode.Unavailable);
        }
    }

    public async Task Save(ImmutableArray<GatewaySubscription> subscriptions)
    {
        _state.State.Gateways = [.. subscriptions];
        try
        {
            await storage.WriteStateAsync(StateName, room, _state);
        }
        catch (InconsistentStateException)
        {
            // Another activation of this room wrote. What we hold is what our gateways told us last: take its version, and write again.
            await storage.ReadStateAsync(StateName, room, _state);
            _state.State.Gateways = [.. subscriptions];
            await storage.WriteStateAsync(StateName, room, _state);
        }
    }

    [LoggerMessage(251, LogLevel.Warning, "{Room}: its gateways can't be read: {Reason}")]
    private partial void LogNotRead(GrainId room, string reason);
}
