using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>How a room's past is read, whatever engine runs it.</summary>
public abstract class RoomHistorySpec : EngineSpec
{
    [Fact]
    public async Task History_is_read_in_pages_both_ways()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        await Task.WhenAll(Enumerable.Range(0, 449).Select(i => ann.Says(room, $"{i}")));

        var newest = await room.Newest(200);
        Assert.Equal((450, 251, 450, true), (newest.Head, newest.Events[0].Seq, newest.Events[^1].Seq, newest.More));
        var older = await room.Before(251, 200);
        Assert.Equal((51, 250, true), (older.Events[0].Seq, older.Events[^1].Seq, older.More));
        var oldest = await room.Before(51, 200);
        Assert.Equal((1, 50, false), (oldest.Events[0].Seq, oldest.Events[^1].Seq, oldest.More));
        Assert.Empty((await room.Before(1, 200)).Events);

        var first = await room.After(0, 200);
        Assert.Equal((1, 200, true), (first.Events[0].Seq, first.Events[^1].Seq, first.More));
        var last = await room.After(400, 200);
        Assert.Equal((401, 450, false), (last.Events[0].Seq, last.Events[^1].Seq, last.More));
        Assert.Empty((await room.After(450, 200)).Events);
        Assert.Empty((await room.After(long.MaxValue, 200)).Events);
    }

    [Fact]
    public async Task History_is_read_around_an_event()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        await Task.WhenAll(Enumerable.Range(0, 449).Select(i => ann.Says(room, $"{i}")));
        await Around(7, 10, 2, 11);
        await Around(3, 10, 1, 7);
        await Around(400, 10, 395, 404);
        await Around(448, 10, 443, 450);
        await Around(9000, 10, 445, 450);
        await Around(0, 1, 1, 1);

        async Task Around(long seq, int limit, long first, long last)
        {
            // From the log, and from memory where it can be.
            foreach (var thread in new Guid?[] { null, ann.Id })
            {
                var page = await room.Read(new ReadRequest(ReadDirection.Around, seq, limit, thread));
                Assert.Equal((first, last, last - first + 1, true), (page.Events[0].Seq, page.Events[^1].Seq, page.Events.Length, page.More));
            }
        }
    }

    [Fact]
    public async Task G8_a_page_of_long_messages_is_cut_short_and_reading_on_gets_the_rest()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        var text = new string('x', Limits.TextBytes);
        await Task.WhenAll(Enumerable.Range(0, 70).Select(_ => ann.Says(room, text)));
        var newest = await room.Newest(200);
        Assert.InRange(newest.Events.Sum(e => e.Text?.Length ?? 0), 1, Limits.PageBytes);
        Assert.Equal((71, true), (newest.Events[^1].Seq, newest.More));
        var oldest = await room.After(0, 200);
        Assert.Equal((1, true), (oldest.Events[0].Seq, oldest.More));
        Assert.Equal(71, (await room.Everything()).Count);
    }

    [Theory]
    [InlineData(10, 0, ErrorCode.BadPageLimit)]
    [InlineData(10, 201, ErrorCode.BadPageLimit)]
    [InlineData(-1, 10, ErrorCode.BadPosition)]
    public async Task A_page_outside_the_limits_is_refused(long from, int limit, ErrorCode code)
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        Assert.Equal(code, await Refused(room.Before(from, limit)));
        Assert.Equal(code, await Refused(room.After(from, limit)));
    }

    [Fact]
    public async Task A_page_without_events_names_the_head_too()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        var said = await ann.Says(room, "nobody answers");
        var thread = new ReadRequest(ReadDirection.Before, long.MaxValue, 10, ann.Id, said.Seq);
        foreach (var request in new[] { thread, thread with { Viewer = null }, thread with { Direction = ReadDirection.After, From = 0 } })
        {
            var page = await room.Read(request);
            Assert.Empty(page.Events);
            Assert.Equal((said.Seq, false), (page.Head, page.More));
        }
    }
}
