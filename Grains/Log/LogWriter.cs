using System.ComponentModel.DataAnnotations;
using System.Threading.Channels;

namespace OrleansChat.Grains.Log;

/// <summary>Settings of the group-commit writer, section <c>Log</c>.</summary>
public sealed class LogWriterOptions
{
    /// <summary>Statements under way at once. Each holds one database connection while it runs.</summary>
    [Range(1, 64)]
    public int Lanes { get; set; } = 4;

    /// <summary>Events one statement carries at the most, unless a single room's batch is larger.</summary>
    [Range(1, 100_000)]
    public int StatementEvents { get; set; } = 1_000;

    /// <summary>Rooms that may wait for a lane; a further one is told that the log is unavailable, and tries again.</summary>
    [Range(1, 1_000_000)]
    public int QueuedBatches { get; set; } = 20_000;

    /// <summary>How often a silo looks whether an operator has begun a new epoch.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan EpochCheck { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Writes the batches of many rooms in one transaction.</summary>
public interface IBatchTable
{
    /// <summary>Writes all batches or none. Never throws. Fenced, Duplicate and Stale may be any one batch's fault.</summary>
    Task<AppendOutcome> Write(IReadOnlyList<RoomBatch> batches);
}

/// <summary>
/// The group commit of a silo: batches of all its rooms go through a few lanes, and whatever waits when a lane is free
/// becomes one statement and one commit. Idle, a batch leaves at once; under load statements grow instead of queueing.
/// A room has one batch here at a time, so lanes can't reorder a room.
/// </summary>
public sealed class LogWriter(IBatchTable table, LogWriterOptions options, LogMetrics metrics, TimeProvider time) : IAsyncDisposable
{
    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(options.QueuedBatches)
    {
        // With Wait, TryWrite says false when full, and nothing is dropped.
        FullMode = BoundedChannelFullMode.Wait,
    });

    private Task _lanes = Task.CompletedTask;

    /// <summary>Starts the lanes on the caller's scheduler: call it from the host, not from a turn.</summary>
    public void Start() => _lanes = Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(_ => RunLane()));

    /// <summary>Writes a batch. Never throws; see <see cref="IRoomLog.Append"/>.</summary>
    public Task<AppendOutcome> Append(RoomBatch batch)
    {
        var entry = new Entry(batch, new TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_queue.Writer.TryWrite(entry))
        {
            metrics.Queued(1);
            return entry.Outcome.Task;
        }

        metrics.Refused();
        return Task.FromResult(AppendOutcome.Unavailable);
    }

    /// <summary>Refuses further batches and returns when the accepted ones are answered.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _lanes;
    }

    private async Task RunLane()
    {
        var taken = new List<Entry>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            for (var events = 0; events < options.StatementEvents && _queue.Reader.TryRead(out var entry);)
            {
                taken.Add(entry);
                events += entry.Batch.Events.Length;
            }

            if (taken.Count > 0) await WriteTogether(taken.ToArray());
            metrics.Queued(-taken.Count);
            taken.Clear();
        }
    }

    private async Task WriteTogether(ArraySegment<Entry> entries)
    {
        var start = time.GetTimestamp();
        var outcome = await table.Write([.. entries.Select(entry => entry.Batch)]);
        metrics.Written(time.GetElapsedTime(start), entries.Sum(entry => entry.Batch.Events.Length), outcome);
        if (entries.Count == 1 || outcome is not (AppendOutcome.Fenced or AppendOutcome.Duplicate or AppendOutcome.Stale))
        {
            foreach (var entry in entries) entry.Outcome.SetResult(outcome);
            return;
        }

        // One room's conflict rolled all of them back. By halves, so that only the one at fault hears of it and the
        // others pay a logarithm for it.
        await WriteTogether(entries[..(entries.Count / 2)]);
        await WriteTogether(entries[(entries.Count / 2)..]);
    }

    private sealed record Entry(RoomBatch Batch, TaskCompletionSource<AppendOutcome> Outcome);
}
