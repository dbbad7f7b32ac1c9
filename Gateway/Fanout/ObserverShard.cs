using System.Threading.Channels;
using OrleansChat.Gateway.Hosting;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// One of the gateway's ears: takes batches as rooms send them, and works them off in order of arrival. An Orleans
/// client runs the calls to one observer strictly in sequence, so the call itself only enqueues.
/// </summary>
internal sealed class ObserverShard(FanoutOptions options, Action<EventBatch> receive, GatewayMetrics metrics, ILogger log) : IGatewayObserver
{
    // What an event weighs beside its text: names, ids, the object itself.
    private const int Overhead = 400;

    private readonly Channel<EventBatch> _batches = Channel.CreateBounded<EventBatch>(
        new BoundedChannelOptions(options.QueuedBatches) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _bytes;

    /// <summary>Batches that wait.</summary>
    public int Batches => _batches.Reader.Count;

    /// <summary>What they weigh.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What rooms are given.</summary>
    public IGatewayObserver Reference { get; set; } = null!;

    public Task Deliver(EventBatch batch)
    {
        var weight = Weight(batch);
        // A lone batch always fits.
        if (Interlocked.Add(ref _bytes, weight) > options.QueuedBytes && Bytes > weight || !_batches.Writer.TryWrite(batch))
        {
            Interlocked.Add(ref _bytes, -weight);
            metrics.Dropped();
            log.BatchDropped(batch.Room);
        }

        return Task.CompletedTask;
    }

    public Task Notify(NoticeBatch batch) => Task.CompletedTask;

    /// <summary>Works until <see cref="Complete"/>.</summary>
    public async Task Run()
    {
        // Not ReadAllAsync, which leaves the caller's scheduler.
        while (await _batches.Reader.WaitToReadAsync())
        {
            while (_batches.Reader.TryRead(out var batch))
            {
                Receive(batch);
                Interlocked.Add(ref _bytes, -Weight(batch));
            }
        }
    }

    public void Complete() => _batches.Writer.TryComplete();

    private static long Weight(EventBatch batch) => batch.Events.Sum(e => Overhead + (2L * (e.Text?.Length ?? 0)));

    private void Receive(EventBatch batch)
    {
        try
        {
            receive(batch);
        }
        catch (Exception e)
        {
            // One room's trouble must not silence all rooms of this shard.
            log.BatchFailed(batch.Room, e);
        }
    }
}
