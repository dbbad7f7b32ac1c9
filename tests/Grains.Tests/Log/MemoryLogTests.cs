using OrleansChat.Grains.Log;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Log;

public sealed class MemoryLogTests : RoomLogSpec
{
    private readonly MemoryTables _tables = new();

    protected override IRoomLog Log => new MemoryRoomLog(_tables);

    protected override Task<string?> TopicOf(RoomKey room) => Task.FromResult(_tables.Use(t => t.Rooms[room.Name].Topic));
}
