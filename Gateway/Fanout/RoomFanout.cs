using System.Collections.Immutable;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// One room's events on this gateway: taken from the room's batches, put in order, each passed once to every attached
/// session (G4). What is missing is read from the log before anything later is shown; nothing is ever held back in
/// memory for that, a batch beyond a gap only says how far to read.
/// </summary>
internal sealed class RoomFanout(string name, IRoomGrain room, FanoutOptions options, TimeProvider time, ILogger log)
{
    // Together the memory of a busy room's last moments: see Attach.
    private const int RecentBytes = 256 * 1024;
    private const int FillAttempts = 8;

    // Guards everything below. Held for short, synchronous work only: encoding a batch and adding it to outboxes.
    private readonly Lock _gate = new();
    private readonly Dictionary<Session, long> _positions = [];
    private readonly Queue<EventFrame> _recent = new();
    private int _recentEvents;
    private int _recentBytes;
    private long _last = -1;
    private long _known;
    private bool _filling;
    private bool _closing;
    private Task? _subscribing;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    /// <summary>Completes when a fan-out that began to close has ended its subscription.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Subscribes the gateway, unless it is; callers at the same time share one call.</summary>
    /// <exception cref="ChatException">NoSuchRoom, Unavailable.</exception>
    public async Task EnsureSubscribed(SubscribeRequest request)
    {
        Task subscribing;
        lock (_gate)
        {
            if (_last >= 0) return;
            subscribing = _subscribing ??= Renew(request);
        }

        try
        {
            await subscribing;
        }
        catch
        {
            lock (_gate)
            {
                if (ReferenceEquals(_subscribing, subscribing)) _subscribing = null;
            }

            throw;
        }
    }

    /// <summary>Subscribes or renews, and finds out by the head whether a last event was lost.</summary>
    public async Task Renew(SubscribeRequest request)
    {
        var position = await room.Subscribe(request);
        lock (_gate)
        {
            if (_last < 0) _last = position.Head;
            ReadUpTo(position.Head);
        }
    }

    /// <summary>Takes a batch as it comes from the room: late, twice or with others missing.</summary>
    public void Receive(EventBatch batch)
    {
        lock (_gate)
        {
            if (_last >= 0 && batch.Events[0].Seq <= _last + 1) Accept(batch.Events);
            ReadUpTo(batch.Events[^1].Seq);
        }
    }

    /// <summary>Gives a session every event after <paramref name="position"/>, first from the log, then live, without
    /// gap or repetition. False when this fan-out is closing: open another one.</summary>
    /// <exception cref="ChatException">Unavailable, SlowConsumer.</exception>
    public async Task<bool> Attach(Session session, long position)
    {
        while (true)
        {
            await session.WaitForSpace();
            lock (_gate)
            {
                if (_closing) return false;
                if (position >= _last - _recentEvents)
                {
                    // Near enough for memory: in one step, so that no event falls between the log and the live ones.
                    foreach (var frame in _recent) Deliver(session, frame, position);
                    _positions[session] = Math.Max(position, _last);
                    ReadUpTo(position);
                    return true;
                }
            }

            var page = await room.Read(new ReadRequest(ReadDirection.After, position, Limits.PageEvents));
            foreach (var frame in EventFrame.Encode(page.Events))
            {
                await session.WaitForSpace();
                session.Deliver(frame);
            }

            if (page.Events.IsEmpty) throw new ChatException(ErrorCode.Unavailable);
            position = page.Events[^1].Seq;
        }
    }

    public void Detach(Session session)
    {
        lock (_gate) _positions.Remove(session);
    }

    /// <summary>Begins to close, if no session is attached.</summary>
    public bool TryBeginClose()
    {
        lock (_gate)
        {
            if (_positions.Count > 0 || _closing) return false;
            return _closing = true;
        }
    }

    /// <summary>Ends the room's subscription, and lets those go who wait for that.</summary>
    public async Task Close(string gatewayId)
    {
        try
        {
            await room.Unsubscribe(gatewayId);
        }
        catch (Exception e)
        {
            // The lease ends it anyway.
            log.UnsubscribeFailed(name, e.Message);
        }
    }

    public void SetClosed() => _closed.TrySetResult();

    private void Accept(ImmutableArray<RoomEvent> events)
    {
        var known = (int)Math.Min(_last + 1 - events[0].Seq, events.Length);
        events = events[known..];
        if (events.IsEmpty) return;
        _last = events[^1].Seq;
        foreach (var frame in EventFrame.Encode(events))
        {
            foreach (var (session, position) in _positions) Deliver(session, frame, position);
            Remember(frame);
        }

        DetachLeavers(events);
    }

    private static void Deliver(Session session, EventFrame frame, long position)
    {
        if (frame.Events[0].Seq > position)
        {
            session.Deliver(frame);
            return;
        }

        // Rare: a session read further in the log than the live events had come.
        var rest = frame.Events.Where(e => e.Seq > position).ToImmutableArray();
        if (rest.IsEmpty) return;
        foreach (var part in EventFrame.Encode(rest)) session.Deliver(part);
    }

    /// <summary>Whoever left hears of it, on every connection, and of nothing after it.</summary>
    private void DetachLeavers(ImmutableArray<RoomEvent> events)
    {
        if (!events.Any(e => e.Kind == EventKind.Leave)) return;
        var gone = events.Where(e => e.Kind is EventKind.Join or EventKind.Leave)
            .GroupBy(e => e.Actor.Id)
            .Where(changes => changes.Last().Kind == EventKind.Leave)
            .ToDictionary(changes => changes.Key, changes => changes.Last().Seq);
        foreach (var (session, position) in _positions)
        {
            if (gone.TryGetValue(session.User.Id, out var left) && left > position) _positions.Remove(session);
        }
    }

    private void Remember(EventFrame frame)
    {
        _recent.Enqueue(frame);
        _recentEvents += frame.Events.Length;
        _recentBytes += frame.Bytes;
        while (_recentEvents > options.RecentEvents || _recentBytes > RecentBytes)
        {
            var oldest = _recent.Dequeue();
            _recentEvents -= oldest.Events.Length;
            _recentBytes -= oldest.Bytes;
        }
    }

    /// <summary>Notes that the room has events up to <paramref name="seq"/>, and reads those that did not come.</summary>
    private void ReadUpTo(long seq)
    {
        _known = Math.Max(_known, seq);
        if (_last < 0 || _filling || _known <= _last) return;
        _filling = true;
        _ = Fill();
    }

    private async Task Fill()
    {
        // Off the caller's lock.
        await Task.Yield();
        for (var attempt = 0; attempt < FillAttempts;)
        {
            long after;
            lock (_gate)
            {
                if (_known <= _last) break;
                after = _last;
            }

            try
            {
                log.FillingGap(name, after, _known);
                var page = await room.Read(new ReadRequest(ReadDirection.After, after, Limits.PageEvents));
                attempt = 0;
                lock (_gate)
                {
                    if (!page.Events.IsEmpty) Accept(page.Events);
                    else _known = _last;
                }
            }
            catch (Exception e)
            {
                log.FillFailed(name, ++attempt, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(50 * Math.Pow(2, attempt)), time);
            }
        }

        // After the last attempt the next batch or renewal begins anew.
        lock (_gate) _filling = false;
    }
}
