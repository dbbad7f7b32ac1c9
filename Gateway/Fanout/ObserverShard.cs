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
        await foreach (var batch in _batches.Reader.ReadAllAsync())
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

    public void Complete() => _batches.Writer.TryComplete();
}
