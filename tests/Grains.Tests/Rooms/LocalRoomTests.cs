using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Rooms;

public sealed class LocalRoomTests : RoomSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}

public sealed class LocalUserTests : UserSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}
