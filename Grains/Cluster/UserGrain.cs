using Orleans.Concurrency;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Cluster;

/// <summary>A user as an Orleans grain; the behaviour is <see cref="User"/>'s.</summary>
[Reentrant]
[GrainType("user")]
public sealed class UserGrain(IGrainContext context, UserServices services, IGrainFactory grains) : User(services), IGrainBase
{
    public IGrainContext GrainContext => context;

    protected override Guid Id { get; } = Guid.ParseExact(context.GrainId.Key.ToString()!, "D");

    protected override IOtherGrains Others { get; } = new ClusterGrains(grains);
}
