using System.Diagnostics.Metrics;

namespace OrleansChat.Gateway.Hosting;

/// <summary>What a gateway measures of itself: everything that has a limit, and what happened at it. docs/operations.md
/// lists the instruments. What is full or empty is looked at when somebody collects, and costs nothing otherwise.</summary>
internal sealed class GatewayMetrics(Meter meter)
{
    private readonly Counter<long> _closed = meter.CreateCounter<long>(
        "orleanschat.gateway.closed", "{connection}", "Connections that the gateway closed, by code.");

    private readonly Counter<long> _dropped = meter.CreateCounter<long>(
        "orleanschat.gateway.observer.dropped", "{batch}", "Batches dropped because their observer's queue was full; read from the log.");

    private readonly Counter<long> _gaps = meter.CreateCounter<long>(
        "orleanschat.gateway.gaps", "{gap}", "Times that events which did not come were read from the log.");

    private readonly Counter<long> _busy = meter.CreateCounter<long>(
        "orleanschat.gateway.busy", "{write}", "Writes refused because too many waited for their room.");

    private readonly Counter<long> _noticesDropped = meter.CreateCounter<long>(
        "orleanschat.gateway.notices.dropped", "{batch}", "Notices dropped because their queue was full; news of direct rooms is looked up.");

    public void Closed(ErrorCode code) => _closed.Add(1, KeyValuePair.Create<string, object?>("code", (int)code));

    public void Dropped() => _dropped.Add(1);

    public void NoticeDropped() => _noticesDropped.Add(1);

    public void Gap() => _gaps.Add(1);

    public void Busy() => _busy.Add(1);

    /// <summary>Connections, and what waits for them.</summary>
    public void Watch(Func<long> connections, Func<long> events, Func<long> bytes)
    {
        meter.CreateObservableGauge("orleanschat.gateway.connections", connections, "{connection}", "Live connections.");
        meter.CreateObservableGauge("orleanschat.gateway.outbox.events", events, "{event}", "Events that wait in all outboxes.");
        meter.CreateObservableGauge("orleanschat.gateway.outbox.bytes", bytes, "By", "The same in bytes.");
    }

    /// <summary>What waits at the observers.</summary>
    public void WatchObservers(Func<long> batches, Func<long> bytes)
    {
        meter.CreateObservableGauge("orleanschat.gateway.observer.queued_batches", batches, "{batch}", "Batches that wait at all observers.");
        meter.CreateObservableGauge("orleanschat.gateway.observer.queued_bytes", bytes, "By", "The same in bytes, as they are counted.");
    }

    /// <summary>What waits for rooms.</summary>
    public void WatchSenders(Func<long> writes) => meter.CreateObservableGauge(
        "orleanschat.gateway.queued_writes", writes, "{write}", "Writes that wait for a call to their room, in all rooms.");

    /// <summary>What presence told and nobody has worked off yet.</summary>
    public void WatchNotices(Func<long> batches) => meter.CreateObservableGauge(
        "orleanschat.gateway.notices.queued", batches, "{batch}", "Notices that wait to be passed on.");
}
