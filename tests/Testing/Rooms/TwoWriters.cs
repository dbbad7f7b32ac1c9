using System.Collections.Concurrent;
using Xunit;

namespace OrleansChat.Testing.Rooms;

/// <summary>
/// Two engines on one log: each has its own activation of every room, as after a partition of a cluster. People write
/// through both at once, everything that can be written, and are told one truth.
/// </summary>
public static class TwoWriters
{
    /// <summary>Writes to one room through both engines, and checks that the log is one line and every answer true.</summary>
    public static async Task WriteOneLog(IChatEngine first, IChatEngine second, int writesEach = 40)
    {
        var name = $"room-{Guid.NewGuid():N}";
        IRoomGrain[] rooms = [first.Room(name), second.Room(name)];
        var people = Enumerable.Range(0, 4).Select(i => People.Person($"p{i}")).ToList();
        await people[0].Joins(rooms[0]);
        foreach (var person in people.Skip(1)) await person.Joins(rooms[1]);
        var told = new ConcurrentBag<(WriteRequest Request, Ack Ack)>();
        await Task.WhenAll(people.Select((person, i) => Write(rooms, person, i, writesEach, told)));

        // What one activation has not written itself it may not know yet; the log is what they agree on.
        foreach (var room in rooms) await people[0].Says(room, "the end");
        var log = await rooms[1].Everything();
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(e => e.Seq));
        Assert.Equal(log.Count, log.DistinctBy(e => (e.Actor.Id, e.Id)).Count());
        Assert.Equal(log.Select(e => e.At).Order(), log.Select(e => e.At));
        foreach (var (request, ack) in told)
        {
            var e = log[(int)ack.Seq - 1];
            Assert.Equal((request.Actor, request.Id, request.Kind, ack.At), (e.Actor, e.Id, e.Kind, e.At));
        }

        // And everybody who asks again, at either, is told the same.
        foreach (var (request, ack) in told) Assert.Equal(ack, await rooms[ack.Seq % 2].Write(request));
        Assert.Equal(log.Count, (await rooms[1].Newest(1)).Head);
    }

    private static async Task Write(
        IRoomGrain[] rooms, Actor person, int seed, int writes, ConcurrentBag<(WriteRequest Request, Ack Ack)> told)
    {
        var random = new Random(seed);
        var said = new List<long>();
        for (var i = 0; i < writes; i++)
        {
            var room = rooms[random.Next(2)];
            var request = said.Count == 0 || random.Next(3) > 0
                ? WriteRequest.Message(person, Guid.NewGuid(), $"{person.Name} {i}")
                : Change(person, said[random.Next(said.Count)], random);
            try
            {
                var ack = await room.Write(request);
                told.Add((request, ack));
                if (request.Kind == EventKind.Message) said.Add(ack.Seq);
                // Sent twice, to the other one too: one event.
                if (random.Next(4) == 0) Assert.Equal(ack, await rooms[random.Next(2)].Write(request));
            }
            catch (ChatException refusal)
            {
                // Some changes change nothing. A room that is behind, and doesn't know what the other one wrote, looks into
                // the log and says "again"; it never refuses for good what it doesn't know.
                Assert.Contains(refusal.Code, new[] { ErrorCode.MessageDeleted, ErrorCode.NoChange, ErrorCode.Unavailable });
            }
        }
    }

    private static WriteRequest Change(Actor person, long seq, Random random) => random.Next(5) switch
    {
        0 => WriteRequest.Edit(person, Guid.NewGuid(), seq, $"edited {random.Next()}"),
        1 => WriteRequest.Delete(person, Guid.NewGuid(), seq),
        2 => WriteRequest.React(person, Guid.NewGuid(), seq, "👍"),
        3 => WriteRequest.Unreact(person, Guid.NewGuid(), seq, "👍"),
        _ => WriteRequest.Message(person, Guid.NewGuid(), "a reply", seq),
    };
}
