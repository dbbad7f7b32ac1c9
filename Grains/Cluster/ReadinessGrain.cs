using Orleans.Concurrency;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Cluster;

/// <summary>Answers on the silo a gateway happens to ask, with that silo's own database connection.</summary>
[StatelessWorker]
[GrainType("readiness")]
public sealed class ReadinessGrain(IGrainContext context, IDirectory directory) : IReadinessGrain, IGrainBase
{
    public IGrainContext GrainContext => context;

    public Task Check() => directory.CheckReady();
}
