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
