using System.Diagnostics;
using OrleansChat.Bench;
using OrleansChat.Bench.Load;
using OrleansChat.Grains.Postgres;
using OrleansChat.LogBench.Sends;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.LogBench.History;

/// <summary>What pages of one kind took.</summary>
/// <param name="Direction">Before, around or after a random event.</param>
/// <param name="Readers">Reads under way at once.</param>
/// <param name="PagesPerSecond">Pages.</param>
/// <param name="Page">One page.</param>
internal sealed record PagesResult(ReadDirection Direction, int Readers, double PagesPerSecond, Latency Page);

/// <summary>Reads pages of a long room from random places, as the room's own callers do.</summary>
internal sealed class HistoryPages(IRoomGrain room, int events, CancellationToken stop)
{
    /// <summary>Events of a page.</summary>
    public const int Size = 50;

    /// <summary>The ways to read.</summary>
    public static IReadOnlyList<ReadDirection> Directions { get; } = [ReadDirection.Before, ReadDirection.Around, ReadDirection.After];

    /// <summary>Reads pages of one kind.</summary>
    public async Task<PagesResult> Read(ReadDirection direction, int readers, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, readers).Select(seed => Task.Run(() => Reader(seed), stop)));
        return new PagesResult(direction, readers, times.Sum(t => t.Count) / Stopwatch.GetElapsedTime(started).TotalSeconds, Latency.Of(times));

        async Task<Histogram> Reader(int seed)
        {
            var random = new Random(seed);
            var pages = new Histogram();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                stop.ThrowIfCancellationRequested();
                // Far enough from both ends for a full page, and from the head for none to come from memory.
                var request = Request(direction, random.Next(2 * Size, events - (10 * Size)));
                var before = Stopwatch.GetTimestamp();
                var page = await room.Read(request);
                pages.Record(before, Stopwatch.GetTimestamp());
                if (page.Events.Length != Size || page.Details.IsEmpty) throw new BenchException($"A page came with {page.Events.Length} events and {page.Details.Length} details.");
            }

            return pages;
        }
    }

    /// <summary>The very statement that <see cref="Read"/> runs, for a look at its plan.</summary>
    public static PlannedStatement Statement(ReadDirection direction, int from)
    {
        var request = Request(direction, from);
        var limit = direction == ReadDirection.Around ? Size : Size + 1;
        return new(
            PageReader.Sql(request),
            "bigint, bigint, integer, bigint, uuid",
            FormattableString.Invariant($"{LongRoom.Number}, {from}, {limit}, 0, '{request.Viewer}'"),
            "room_events_fence",
            limit);
    }

    private static ReadRequest Request(ReadDirection direction, int from) => new(direction, from, Size, Rooms.Founder.Id);
}
