using System.Threading.Channels;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// One of the gateway's ears: takes batches as rooms send them, and works them off in order of arrival. An Orleans
/// client runs the calls to one observer strictly in sequence, so the call itself only enqueues.
/// </summary>
internal sealed class ObserverShard(FanoutOptions options, Action<EventBatch> receive, ILogger log) : IGatewayObserver
{
    private readonly Channel<EventBatch> _batches = Channel.CreateBounded<EventBatch>(
        new BoundedChannelOptions(options.QueuedBatches) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>What rooms are given.</summary>
    public IGatewayObserver Reference { get; set; } = null!;

    public Task Deliver(EventBatch batch)
    {
        if (!_batches.Writer.TryWrite(batch)) log.BatchDropped(batch.Room);
        return Task.CompletedTask;
    }

    /// <summary>Works until <see cref="Complete"/>.</summary>
    public async Task Run()
    {
        // Not ReadAllAsync, which leaves the caller's scheduler.
        while (await _batches.Reader.WaitToReadAsync())
        {
            while (_batches.Reader.TryRead(out var batch)) Receive(batch);
        }
    }

    public void Complete() => _batches.Writer.TryComplete();

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
