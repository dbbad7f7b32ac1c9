using System.Diagnostics.Metrics;

namespace OrleansChat.Grains.Log;

/// <summary>What the group commit measures of itself.</summary>
public sealed class LogMetrics(Meter meter)
{
    private readonly UpDownCounter<long> _queued = meter.CreateUpDownCounter<long>(
        "orleanschat.log.queued_batches", "{batch}", "Rooms that wait for a lane of the group commit, or for its answer.");

    private readonly Counter<long> _refused = meter.CreateCounter<long>(
        "orleanschat.log.refused_batches", "{batch}", "Batches refused because the group commit's queue was full.");

    private readonly Histogram<double> _duration = meter.CreateHistogram<double>(
        "orleanschat.log.statement.duration", "s", "How long a statement of the group commit took, by outcome.");

    private readonly Histogram<long> _events = meter.CreateHistogram<long>(
        "orleanschat.log.statement.events", "{event}", "Events that one statement carried.");

    internal void Queued(int change) => _queued.Add(change);

    internal void Refused() => _refused.Add(1);

    internal void Written(TimeSpan took, int events, AppendOutcome outcome)
    {
        _duration.Record(took.TotalSeconds, KeyValuePair.Create<string, object?>("outcome", outcome.ToString()));
        _events.Record(events);
    }
}
