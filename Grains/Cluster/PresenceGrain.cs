using Orleans.Concurrency;
using OrleansChat.Grains.Online;

namespace OrleansChat.Grains.Cluster;

/// <summary>Presence as an Orleans grain: the timers; the behaviour is <see cref="Presence"/>'s.</summary>
[Reentrant]
[GrainType("presence")]
public sealed class PresenceGrain(IGrainContext context, PresenceServices services, IGrainFactory grains) : Presence(services), IGrainBase
{
    private readonly PresenceServices _services = services;

    public IGrainContext GrainContext => context;

    protected override IOtherGrains Others { get; } = new ClusterGrains(grains);

    public Task OnActivateAsync(CancellationToken token)
    {
        Every(_services.Options.Lease / 3, Tick);
        if (_services.Announcements.Every is var every && every > TimeSpan.Zero) Every(every, AnnounceByTheClock);
        return Task.CompletedTask;
    }

    private void Every(TimeSpan period, Func<Task> turn) =>
        this.RegisterGrainTimer(turn, new GrainTimerCreationOptions(period, period) { Interleave = true });
}
