using System.Collections.Immutable;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// One room's events on this gateway: taken from the room's batches, put in order, each passed once to every attached
/// session (G4). What is missing is read from the log before anything later is shown; nothing is ever held back in
/// memory for that, a batch beyond a gap only says how far to read.
/// <para>This file: the room's side, from subscription to delivery. RoomFanout.Attaching.cs: sessions come and go.
/// RoomFanout.Epochs.cs: what ends with a log.</para>
/// </summary>
internal sealed partial class RoomFanout(
    string name, IRoomGrain room, EngineCalls calls, FanoutOptions options, GatewayMetrics metrics, ILogger log)
{
    // Guards everything below. Held for short, synchronous work only: encoding a batch and adding it to outboxes.
    private readonly Lock _gate = new();
    private readonly Dictionary<Session, Attachment> _attachments = [];
    private readonly RecentFrames _recent = new(options.RecentEvents);
    // Of which log all this is; 0 before the room has said so.
    private long _epoch;
    // The last event passed on; -1 while not subscribed.
    private long _last = -1;
    // How far the room's log goes, as far as we were told.
    private long _known;
    private bool _filling;
    private int _attaching;
    private bool _closing;
    private Task? _subscribing;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    /// <summary>The last event passed on, or 0: a room that knows less is asked to look into its log.</summary>
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
    /// <param name="request">What to ask the room.</param>
    /// <param name="epoch">The epoch that the caller knows the room to be in.</param>
    /// <exception cref="ChatException">NoSuchRoom, Unavailable; EpochChanged where that epoch is over.</exception>
    public async Task EnsureSubscribed(SubscribeRequest request, long epoch)
    {
        Task subscribing;
        lock (_gate)
        {
            if (!IsPresent(epoch)) throw new ChatException(ErrorCode.EpochChanged);
            if (_last >= 0) return;
            subscribing = _subscribing ??= Renew(request);
        }

        try
        {
            await subscribing;
        }
        finally
        {
            lock (_gate)
            {
                if (ReferenceEquals(_subscribing, subscribing)) _subscribing = null;
            }
        }
    }

    /// <summary>Subscribes or renews, and finds out by the head whether a last event was lost.</summary>
    public async Task Renew(SubscribeRequest request)
    {
        var position = await Ask(() => room.Subscribe(request));
        lock (_gate)
        {
            if (!IsPresent(position.Epoch)) return;
            if (_last < 0) _last = position.Head;
            ReadUpTo(position.Head);
        }
    }

    /// <summary>Takes a batch as it comes from the room: late, twice or with others missing.</summary>
    public void Receive(EventBatch batch)
    {
        lock (_gate)
        {
            if (!IsPresent(batch.Epoch)) return;
            if (_last >= 0 && batch.Events[0].Seq <= _last + 1) Accept(batch.Events);
            ReadUpTo(batch.Events[^1].Seq);
        }
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
        }

        _recent.Add(frames);
    }

    private void Deliver(Attachment attachment, EventFrame frame)
    {
        attachment.Deliver(frame);
        if (!attachment.HasLeft) return;
        _attachments.Remove(attachment.Session);
        attachment.Session.Forget(this);
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
                    if (_last < 0 || _known <= _last)
                    {
                        _filling = false;
                        return;
                    }

                    after = _last;
                }

                metrics.Gap();
                log.FillingGap(name, after, _known);
                var page = await Read(after);
                lock (_gate)
                {
                    // A page of an epoch that is over says nothing of this one, and the room may not know better yet.
                    if (!IsPresent(page.Epoch)) throw new ChatException(ErrorCode.Unavailable);
                    // An epoch may have begun while we read: then it was read behind an event of another log.
                    if (page.Events.IsEmpty && after == _last) _known = _last;
                    if (_last >= 0 && !page.Events.IsEmpty && page.Events[0].Seq <= _last + 1) Accept(page.Events);
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

    private Task<HistoryPage> Read(long after) => Ask(() =>
        calls.Run(() => room.Read(new ReadRequest(ReadDirection.After, after, Limits.PageEvents)), ErrorCode.Unavailable));
}
