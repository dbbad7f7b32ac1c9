using System.Collections.Concurrent;
using System.Globalization;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// All rooms this gateway hears: one subscription per room, however many sessions, spread over a few observers, renewed
/// while sessions are attached and ended at the first renewal after the last one has gone.
/// </summary>
internal sealed class RoomFanouts : BackgroundService
{
    private readonly ConcurrentDictionary<string, RoomFanout> _rooms = new(StringComparer.Ordinal);
    private readonly IChatEngine _engine;
    private readonly EngineCalls _calls;
    private readonly FanoutOptions _options;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RoomFanouts> _log;
    private readonly ObserverShard[] _shards;

    public RoomFanouts(
        IChatEngine engine, EngineCalls calls, FanoutOptions options, GatewayMetrics metrics, TimeProvider time, ILogger<RoomFanouts> log)
    {
        (_engine, _calls, _options, _metrics, _time, _log) = (engine, calls, options, metrics, time, log);
        var count = options.Observers == 0 ? Environment.ProcessorCount : options.Observers;
        _shards = [.. Enumerable.Range(0, count).Select(_ => new ObserverShard(options, Receive, metrics, log))];
        metrics.WatchObservers(() => _shards.Sum(shard => (long)shard.Batches), () => _shards.Sum(shard => shard.Bytes));
    }

    /// <summary>This process, in every room's list of gateways.</summary>
    public string GatewayId { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Guid.NewGuid():N}");

    /// <summary>Rooms heard now.</summary>
    public int Count => _rooms.Count;

    /// <summary>The room's fan-out, subscribed.</summary>
    /// <exception cref="ChatException">NoSuchRoom, Unavailable; EpochChanged where that epoch is over.</exception>
    public async Task<RoomFanout> Open(string room, long epoch)
    {
        var fanout = _rooms.GetOrAdd(room, name => new RoomFanout(name, _engine.Room(name), _calls, _options, _metrics, _log));
        await fanout.EnsureSubscribed(Request(fanout), epoch);
        return fanout;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Listen();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Begins to take batches, on the caller's scheduler. Rooms can be opened from now on.</summary>
    public void Listen()
    {
        foreach (var shard in _shards)
        {
            shard.Reference = _engine.CreateObserver(shard);
            _ = shard.Run();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Rooms stop sending at once instead of after a lease. A room that doesn't answer is left to its lease.
        var ended = Task.WhenAll(_rooms.Values.Select(fanout => fanout.Close(GatewayId)));
        await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(2), _time, cancellationToken));
        foreach (var shard in _shards)
        {
            _engine.ReleaseObserver(shard.Reference);
            shard.Complete();
        }
    }

    /// <summary>Renews subscriptions until told to stop, all of it on the caller's scheduler.</summary>
    public async Task Renew(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.Renewal, _time);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.ConcurrentRenewals,
            CancellationToken = stoppingToken,
            TaskScheduler = TaskScheduler.Current,
        };
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Parallel.ForEachAsync(_rooms.Values, parallel, async (fanout, _) => await RenewOrClose(fanout));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Renew(stoppingToken);

    private async Task RenewOrClose(RoomFanout fanout)
    {
        try
        {
            if (!fanout.TryBeginClose())
            {
                await fanout.Renew(Request(fanout));
                return;
            }

            // Ended before it is forgotten: a new fan-out's subscription must not be ended by the old one's farewell.
            await fanout.Close(GatewayId);
            _rooms.TryRemove(KeyValuePair.Create(fanout.Name, fanout));
            fanout.SetClosed();
        }
        catch (Exception e)
        {
            _log.RenewalFailed(fanout.Name, e.Message);
        }
    }

    private void Receive(EventBatch batch)
    {
        if (_rooms.TryGetValue(batch.Room, out var fanout)) fanout.Receive(batch);
    }

    private SubscribeRequest Request(RoomFanout fanout)
    {
        var shard = (int)((uint)string.GetHashCode(fanout.Name, StringComparison.Ordinal) % (uint)_shards.Length);
        return new SubscribeRequest(GatewayId, _shards[shard].Reference, fanout.Last);
    }
}
