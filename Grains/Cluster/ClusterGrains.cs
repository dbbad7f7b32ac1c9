namespace OrleansChat.Grains.Cluster;

/// <summary>The other grains of the cluster.</summary>
internal sealed class ClusterGrains(IGrainFactory factory) : IOtherGrains
{
    public IRoomGrain Room(string name) => factory.GetGrain<IRoomGrain>(name);

    public IUserGrain User(Guid id) => factory.GetGrain<IUserGrain>(id.ToString("D"));

    public IPresenceGrain Presence => factory.GetGrain<IPresenceGrain>(IPresenceGrain.Key);
}
