using System.Threading.Channels;

namespace OrleansChat.Gateway.Online;

/// <summary>
/// Looks up what people here may not have been told of their direct rooms: after a gap in the notices for everybody, and for
/// those who have just come from before presence knew that they are here. One look-up at a time; what is wanted meanwhile
/// goes with the next, and one that fails is tried again.
/// </summary>
internal sealed class MissedNews(IChatEngine engine, PeopleHere people, NoticeInbox inbox, TimeProvider time, ILogger log)
{
    // Between an event's time and the moment at which presence hears of it; clocks differ a little, too.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    // People in one call.
    private const int Together = 500;

    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    // Under the lock.
    private readonly Dictionary<Guid, DateTimeOffset> _some = [];
    private DateTimeOffset? _all;

    /// <summary>Looks for everybody who is here.</summary>
    public void WantAll(DateTimeOffset since)
    {
        lock (_gate) _all = _all < since ? _all : since;
        _work.Writer.TryWrite(true);
    }

    /// <summary>Looks for some people, for each since a time.</summary>
    public void Want(IReadOnlyCollection<KeyValuePair<Guid, DateTimeOffset>> some)
    {
        if (some.Count == 0) return;
        lock (_gate)
        {
            foreach (var (user, since) in some) _some.TryAdd(user, since);
        }

        _work.Writer.TryWrite(true);
    }

    /// <summary>Works until told to stop.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (await _work.Reader.WaitToReadAsync(stop))
        {
            _work.Reader.TryRead(out _);
            var (all, some) = Take();
            if (await LookUp(all, some, stop)) continue;
            Want(some);
            if (all is { } since) WantAll(since);
            await Task.Delay(Pause, time, stop);
        }
    }

    private (DateTimeOffset? All, KeyValuePair<Guid, DateTimeOffset>[] Some) Take()
    {
        lock (_gate)
        {
            var taken = (_all, _some.ToArray());
            _some.Clear();
            _all = null;
            return taken;
        }
    }

    private async Task<bool> LookUp(DateTimeOffset? all, KeyValuePair<Guid, DateTimeOffset>[] some, CancellationToken stop)
    {
        IReadOnlyCollection<Guid> users = all is null ? [.. some.Select(one => one.Key)] : people.Online;
        if (users.Count == 0) return true;
        var since = some.Select(one => one.Value).Append(all ?? DateTimeOffset.MaxValue).Min() - Margin;
        try
        {
            foreach (var portion in users.Chunk(Together))
            {
                var news = await engine.Directory.ReadDirectNews([.. portion], since).WaitAsync(stop);
                if (!news.IsEmpty && !inbox.TryAdd(news)) return false;
            }

            return true;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            log.LookUpFailed(users.Count, e.Message);
            return false;
        }
    }
}
