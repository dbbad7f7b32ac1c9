using System.Collections.Immutable;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// One room's events on this gateway: taken from the room's batches, put in order, each passed once to every attached
/// session (G4). What is missing is read from the log before anything later is shown; nothing is ever held back in
/// memory for that, a batch beyond a gap only says how far to read.
/// </summary>
internal sealed class RoomFanout(string name, IRoomGrain room, EngineCalls calls, FanoutOptions options, ILogger log)
{
    // Together the memory of a busy room's last moments: see Attach.
    private const int RecentBytes = 256 * 1024;

    // Guards everything below. Held for short, synchronous work only: encoding a batch and adding it to outboxes.
    private readonly Lock _gate = new();
    private readonly Dictionary<Session, Attachment> _attachments = [];
    private readonly Queue<EventFrame> _recent = new();
    private int _recentEvents;
    private int _recentBytes;
    private long _last = -1;
    private long _known;
    private bool _filling;
    private int _attaching;
    private bool _closing;
    private Task? _subscribing;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    /// <summary>The last event passed on, which the room has too, or will look for; 0 when there is none.</summary>
    public long Last
    {
        get
        {
            lock (_gate) return Math.Max(0, _last);
        }
    }

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

    /// <summary>Gives a session every event after its position, first from the log, then live, without gap or
    /// repetition. False when this fan-out is closing: take the same attachment to another one.</summary>
    /// <exception cref="ChatException">Unavailable, SlowConsumer, GoingAway.</exception>
    public async Task<bool> Attach(Attachment attachment)
    {
        lock (_gate)
        {
            if (_closing) return false;
            _attaching++;
        }

        try
        {
            while (!attachment.HasLeft)
            {
                await attachment.Session.WaitForSpace();
                lock (_gate)
                {
                    if (TryGoLive(attachment)) break;
                }

                var page = await Read(attachment.Position);
                if (page.Events.IsEmpty) throw new ChatException(ErrorCode.Unavailable);
                foreach (var frame in EventFrame.Encode(page.Events))
                {
                    await attachment.Session.WaitForSpace();
                    attachment.Deliver(frame);
                }
            }

            return true;
        }
        finally
        {
            lock (_gate) _attaching--;
        }
    }

    public void Detach(Session session)
    {
        lock (_gate) _attachments.Remove(session);
    }

    /// <summary>Begins to close, if no session is attached or about to be.</summary>
    public bool TryBeginClose()
    {
        lock (_gate)
        {
            if (_attachments.Count > 0 || _attaching > 0 || _closing) return false;
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

    /// <summary>Goes from the log to live in one step, so that no event falls between them: possible once the position
    /// is near enough for memory.</summary>
    private bool TryGoLive(Attachment attachment)
    {
        if (attachment.Position < _last - _recentEvents) return false;
        foreach (var frame in _recent) attachment.Deliver(frame);
        if (!attachment.HasLeft) _attachments[attachment.Session] = attachment;
        ReadUpTo(attachment.Position);
        return true;
    }

    private void Accept(ImmutableArray<RoomEvent> events)
    {
        var known = (int)Math.Min(_last + 1 - events[0].Seq, events.Length);
        events = events[known..];
        if (events.IsEmpty) return;
        // Encoded before anything changes: a failure here must not lose the events.
        var frames = EventFrame.Encode(events);
        _last = events[^1].Seq;
        foreach (var frame in frames)
        {
            foreach (var attachment in _attachments.Values) Deliver(attachment, frame);
            Remember(frame);
        }
    }

    private void Deliver(Attachment attachment, EventFrame frame)
    {
        attachment.Deliver(frame);
        if (!attachment.HasLeft) return;
        _attachments.Remove(attachment.Session);
        attachment.Session.Forget(this);
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
        try
        {
            while (true)
            {
                long after;
                lock (_gate)
                {
                    if (_known <= _last)
                    {
                        _filling = false;
                        return;
                    }

                    after = _last;
                }

                log.FillingGap(name, after, _known);
                var page = await Read(after);
                lock (_gate)
                {
                    if (!page.Events.IsEmpty) Accept(page.Events);
                    else _known = _last;
                }
            }
        }
        catch (Exception e)
        {
            // The next batch or renewal begins anew.
            log.FillFailed(name, e.Message);
            lock (_gate) _filling = false;
        }
    }

    private Task<HistoryPage> Read(long after) =>
        calls.Run(() => room.Read(new ReadRequest(ReadDirection.After, after, Limits.PageEvents)), ErrorCode.Unavailable);
}
