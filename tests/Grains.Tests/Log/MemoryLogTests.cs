using OrleansChat.Grains.Log;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Log;

public sealed class MemoryLogTests : RoomLogSpec
{
    protected override IRoomLog Log { get; } = new MemoryRoomLog();
}
