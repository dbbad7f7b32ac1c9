using Orleans.Concurrency;
using OrleansChat.Grains.Lists;

namespace OrleansChat.Grains.Cluster;

/// <summary>Looks up on the silo a gateway happens to ask; the behaviour is <see cref="DirectoryQueries"/>'.</summary>
[StatelessWorker]
[GrainType("directory")]
public sealed class DirectoryGrain(IGrainContext context, IDirectoryReads reads) : DirectoryQueries(reads), IGrainBase
{
    public IGrainContext GrainContext => context;
}
