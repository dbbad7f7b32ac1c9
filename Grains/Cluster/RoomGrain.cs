using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Storage;
using OrleansChat.Grains.Rooms;

namespace OrleansChat.Grains.Cluster;

/// <summary>A room as an Orleans grain: the key, the timer and the storage; the behaviour is <see cref="Room"/>'s.</summary>
[Reentrant]
[GrainType("room")]
public sealed class RoomGrain(
    IGrainContext context,
    RoomServices services,
    IGrainFactory grains,
    [FromKeyedServices(GrainSubscriptionStore.StorageName)] IGrainStorage storage)
    : Room(services), IGrainBase
{
    private readonly GrainSubscriptionStore _store = new(storage, context.GrainId, services.Logger);
    private readonly RoomOptions _options = services.Options;

    public IGrainContext GrainContext => context;

    protected override string Name { get; } = context.GrainId.Key.ToString()!;

    protected override IOtherGrains Others { get; } = new ClusterGrains(grains);

    protected override ISubscriptionStore SubscriptionStore => _store;

    public Task OnActivateAsync(CancellationToken token)
    {
        var period = _options.SubscriptionLease / 3;
        this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(period, period) { Interleave = true });
        return Task.CompletedTask;
    }

    protected override void Retire() => this.DeactivateOnIdle();
}
