using OrleansChat.Grains.Log;
using Xunit;

namespace OrleansChat.Testing.Rooms;

/// <summary>Puts what people said into memory, where a test needs it at a time of its own.</summary>
public static class MemoryRows
{
    /// <summary>Takes everybody's name from them.</summary>
    public static void FreeNames(this MemoryTables tables) => tables.Use(t =>
    {
        t.Names.Clear();
        return true;
    });

    /// <summary>Two people's direct room, with a message of the first one at each time.</summary>
    /// <returns>The room's name.</returns>
    public static string HaveTalked(this MemoryTables tables, Actor one, Actor other, params DateTimeOffset[] times) => tables.Use(t =>
    {
        var key = new RoomKey(t.Rooms.Count + 1, DirectRooms.Name(one.Id, other.Id));
        var room = MemoryRoom.With(key, [one.Id, other.Id], DateTimeOffset.UtcNow);
        for (var seq = 1; seq <= times.Length; seq++)
        {
            var said = new RoomEvent(key.Name, seq, EventKind.Message, times[seq - 1], one, Guid.NewGuid(), "hello");
            Assert.Equal(AppendOutcome.Committed, room.Append(new RoomBatch(key, t.Epoch, [said]), t.Epoch));
        }

        t.Rooms.Add(key.Name, room);
        return key.Name;
    });
}
