using System.Diagnostics;
using OrleansChat.DoorBench.Doors;
using OrleansChat.DoorBench.Load;
using OrleansChat.DoorBench.Servers;

namespace OrleansChat.DoorBench.Memory;

/// <summary>
/// What a connection costs a server that is in a room and says nothing: resident memory with many of them, less that
/// without, each after a collection. The first few, who stay, are what brings code and pools into memory. What the
/// system itself keeps for a socket isn't in it.
/// </summary>
internal static class IdleConnections
{
    private const int RoomSize = 10;
    private const int FirstRooms = 5;
    private const int MostRounds = 6;

    // Bytes: with a thousand connections, one KiB of each.
    private const long SmallChange = 1024 * 1024;

    /// <param name="door">The door.</param>
    /// <param name="server">A server that nobody else uses, and nobody has used.</param>
    /// <param name="connections">How many, a multiple of ten.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>KiB for each connection.</returns>
    public static async Task<double> Measure(Door door, MeasuredServer server, int connections, CancellationToken stop)
    {
        using var first = await DoorCrowd.Enter(door, server.Target, FirstRooms, RoomSize, stop);
        var without = await Resident(server, stop);
        using var crowd = await DoorCrowd.Enter(door, server.Target, connections / RoomSize, RoomSize, stop);
        var with = await Resident(server, stop);
        // Who was cut off meanwhile would count as cheap.
        await first.Run(TimeSpan.Zero, stop);
        await crowd.Run(TimeSpan.Zero, stop);
        return (with - without) / 1024d / connections;
    }

    /// <summary>Resident memory, in bytes, once collections don't make it less any more.</summary>
    private static async Task<long> Resident(MeasuredServer server, CancellationToken stop)
    {
        await server.Rests(stop);
        var before = long.MaxValue;
        for (var round = 0; ; round++)
        {
            await Garbage.Collect(server, stop);
            await server.Rests(stop);
            using var process = Process.GetProcessById(server.ProcessId);
            var now = process.WorkingSet64;
            if (before - now < SmallChange || round == MostRounds) return now;
            before = now;
        }
    }
}
