using System.Collections.Immutable;
using System.Threading.Channels;
using OrleansChat.Gateway.Hosting;

namespace OrleansChat.Gateway.Online;

/// <summary>
/// Where presence's notices arrive, and the news that was looked up: a bounded queue, and one worker that passes them on in
/// order. What doesn't find room is dropped; the numbers tell.
/// </summary>
internal sealed class NoticeInbox : IGatewayObserver
{
    private readonly Channel<Arrival> _arrivals;
    private readonly INoticeSink _sink;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    // Under the lock: batches and answers come each in their own time.
    private readonly NoticeStream _stream;

    public NoticeInbox(INoticeSink sink, PresenceReportOptions options, GatewayMetrics metrics, TimeProvider time, ILogger log)
    {
        (_sink, _metrics, _time, _log) = (sink, metrics, time, log);
        _arrivals = Channel.CreateBounded<Arrival>(new BoundedChannelOptions(options.QueuedNotices) { SingleReader = true });
        _stream = new NoticeStream(time.GetUtcNow());
    }

    /// <summary>Batches that wait.</summary>
    public int Waiting => _arrivals.Reader.Count;

    /// <summary>Called when news may be missing: since when.</summary>
    public Action<DateTimeOffset> Missed { get; set; } = _ => { };

    public Task Deliver(EventBatch batch) => Task.CompletedTask;

    public Task Notify(NoticeBatch batch)
    {
        if (!_arrivals.Writer.TryWrite(new Arrival(batch, [])))
        {
            _metrics.NoticeDropped();
            _log.NoticesDropped(batch.Notices.Length);
        }

        return Task.CompletedTask;
    }

    /// <summary>Adds what was looked up; false when there is no room now.</summary>
    public bool TryAdd(ImmutableArray<DirectNews> news) => _arrivals.Writer.TryWrite(new Arrival(null, news));

    /// <summary>Takes in what presence answered to a report.</summary>
    public void Answered(PresenceAnswer answer, DateTimeOffset asked)
    {
        DateTimeOffset since;
        lock (_gate)
        {
            since = _stream.Good;
            if (!_stream.Compare(answer, asked)) return;
        }

        Missed(since);
    }

    /// <summary>Passes on until <see cref="Complete"/>.</summary>
    public async Task Run()
    {
        await foreach (var (batch, found) in _arrivals.Reader.ReadAllAsync())
        {
            if (batch is not null) await Pass(batch);
            foreach (var news in found) await Pass(new Notice(NoticeKind.Direct, _time.GetUtcNow(), Direct: news));
        }
    }

    public void Complete() => _arrivals.Writer.TryComplete();

    private async Task Pass(NoticeBatch batch)
    {
        int known;
        bool missed;
        DateTimeOffset since;
        lock (_gate)
        {
            since = _stream.Good;
            known = _stream.Hear(batch, _time.GetUtcNow(), out missed);
        }

        if (missed) Missed(since);
        foreach (var notice in batch.Notices.Skip(known)) await Pass(notice);
    }

    private async Task Pass(Notice notice)
    {
        try
        {
            await _sink.Take(notice);
        }
        catch (Exception e)
        {
            // One notice's trouble must not silence the next ones.
            _log.NoticeFailed(notice.Kind, e);
        }
    }

    private readonly record struct Arrival(NoticeBatch? Batch, ImmutableArray<DirectNews> Found);
}
