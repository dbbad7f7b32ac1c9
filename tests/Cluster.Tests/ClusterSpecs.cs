using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Cluster.Tests;

[Collection(SharedCluster.Name)]
public sealed class ClusterRoomTests(TwoSilos silos) : RoomSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterRoomHistoryTests(TwoSilos silos) : RoomHistorySpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterMessageLifeTests(TwoSilos silos) : MessageLifeSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterUserTests(TwoSilos silos) : UserSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterNameTests(TwoSilos silos) : NameSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterRenameTests(TwoSilos silos) : RenameSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterDirectRoomTests(TwoSilos silos) : DirectRoomSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterTopicTests(TwoSilos silos) : TopicSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterVisitTests(TwoSilos silos) : VisitSpec
{
    protected override IChatEngine Engine => silos.Engine;
}

[Collection(SharedCluster.Name)]
public sealed class ClusterPresenceTests(TwoSilos silos) : PresenceSpec
{
    protected override IChatEngine Engine => silos.Engine;

    protected override Task EndActivation() =>
        silos.Cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
}

[Collection(SharedCluster.Name)]
public sealed class ClusterDirectoryTests(TwoSilos silos) : DirectorySpec
{
    protected override IChatEngine Engine => silos.Engine;

    protected override Task HoldName(Actor person) => silos.Database.HoldName(person);

    protected override Task HaveTalked(Actor one, Actor other, params DateTimeOffset[] times) => silos.Database.HaveTalked(one, other, times);
}
