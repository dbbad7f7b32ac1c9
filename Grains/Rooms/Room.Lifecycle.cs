using System.Collections.Immutable;

namespace OrleansChat.Grains.Rooms;

public abstract partial class Room
{
    // Null until the first call has loaded the room, or while it doesn't exist. It follows the log event by event and
    // never goes back, so a turn may hold on to it across an await. A new epoch is another log: then it is replaced.
    private RoomState? _state;
    private Task? _loading;

    // How far the log was when it turned out to have gone back: a backup was restored. Nobody is served from what is
    // left of it until an operator begins a new epoch, because clients and gateways would take old numbers for new ones.
    private RoomPosition? _lost;

    private Subscribers Gateways => field ??= new Subscribers(Name, services.Options, services.Time, services.Logger);

    /// <summary>Where this room remembers its gateways.</summary>
    protected abstract ISubscriptionStore SubscriptionStore { get; }

    /// <summary>The state, if it was loaded from the log of the present epoch, as far as this process knows. Ask again
    /// after every await, and in the turn that puts a write in the queue.</summary>
    private RoomState? Loaded => _state is { } state && state.Epoch >= services.Epoch.Current ? state : null;

    /// <summary>Asks the host to end this activation when its calls are done; the next call makes a new one.</summary>
    protected abstract void Retire();

    /// <summary>The host calls this as a turn, every third of <see cref="RoomOptions.SubscriptionLease"/>.</summary>
    protected async Task Tick()
    {
        if (Loaded is { } state) services.Metrics.Seen(state);
        Gateways.DropExpired();
        await Gateways.Save(SubscriptionStore);
        if (_news is not null) _ = TellNews();
        if (Gateways.Count > 0) await CompareWithLog();
    }

    /// <summary>
    /// Looks whether the log is where this room believes. It is further when another activation writes it (a partition):
    /// a room in which nobody writes would never hear of that, and neither would its gateways. It is less far when a
    /// backup was restored and nobody has said so yet.
    /// </summary>
    private async Task CompareWithLog()
    {
        if (Loaded is not { } state) return;
        var known = state.Head;
        try
        {
            var head = await services.Log.ReadHead(state.Key);
            // With an append under way, its outcome tells.
            if (head < known && ReferenceEquals(_state, state) && _following.IsCompleted) GiveUp(state);
            else await CatchUpTo(head);
        }
        catch (ChatException)
        {
            // Unavailable: next time.
        }
    }

    /// <summary>The room's state.</summary>
    /// <exception cref="ChatException">NoSuchRoom, Unavailable.</exception>
    private async ValueTask<RoomState> Load()
    {
        await EnsureLoaded();
        return _state ?? throw new ChatException(ErrorCode.NoSuchRoom);
    }

    /// <summary>Whether the room is loaded, with the messages that these writes change or answer: what they are judged by.</summary>
    private bool IsReadyFor(ImmutableArray<WriteRequest> requests, out RoomState state)
    {
        state = Loaded!;
        return state is not null && Missing(state, requests).IsEmpty;
    }

    private async ValueTask Prepare(ImmutableArray<WriteRequest> requests)
    {
        if (IsDirect) await CreateDirect(requests);
        var state = await Load();
        var missing = Missing(state, requests);
        if (!missing.IsEmpty) state.Learn(await services.Log.LoadMessages(state.Key, missing), missing);
    }

    private static ImmutableArray<long> Missing(RoomState state, ImmutableArray<WriteRequest> requests) =>
        [.. requests.Select(request => request.Target).OfType<long>().Distinct().Where(seq => !state.Knows(seq))];

    private async ValueTask LoadOrCreate(ImmutableArray<Guid> members)
    {
        await EnsureLoaded();
        // Two first joins may both ask: the log makes one room, and both load that one.
        if (_state is not null) return;
        await services.Log.Create(Name, services.Time.GetUtcNow(), members);
        await EnsureLoaded();
        // Again, if the load we shared had begun before the room was made.
        if (_state is null) await EnsureLoaded();
        // Made, and not there: this database is being restored.
        if (_state is null) throw new ChatException(ErrorCode.Unavailable);
    }

    /// <summary>Loads the room if there is one; callers at the same time share one load.</summary>
    private async ValueTask EnsureLoaded()
    {
        while (Loaded is null)
        {
            var loading = _loading ??= LoadState();
            try
            {
                await loading;
            }
            finally
            {
                if (ReferenceEquals(_loading, loading)) _loading = null;
            }

            if (_state is null) return;
        }
    }

    private async Task LoadState()
    {
        // What is under way for an old epoch ends by itself: the log refuses it.
        while (!_following.IsCompleted) await _following;
        if (await services.Log.Load(Name, services.Options.RecentEvents) is not { } snapshot)
        {
            _state = null;
            if (_lost?.Epoch >= services.Epoch.Current) throw new ChatException(ErrorCode.Unavailable);
            return;
        }

        // The process has seen a later epoch than the log has: a backup was restored, and nobody has said so yet.
        if (snapshot.Epoch < services.Epoch.Current) throw new ChatException(ErrorCode.Unavailable);
        if (_lost is { } lost && lost.Epoch == snapshot.Epoch && (snapshot.Recent.IsEmpty || snapshot.Recent[^1].Event.Seq < lost.Head))
        {
            services.Logger.LogWentBack(Name, lost.Head);
            throw new ChatException(ErrorCode.Unavailable);
        }

        services.Epoch.Observe(snapshot.Epoch);
        var subscriptions = await SubscriptionStore.Load();
        _state = new RoomState(snapshot, services.Options.RecentEvents);

        // An earlier activation may have ended between a commit and its fan-out. The newest event tells the gateways
        // where the head is; what they miss before it they read (G7).
        Gateways.Restore(subscriptions);
        if (snapshot.Recent.IsEmpty) return;
        Gateways.Deliver(new EventBatch(Name, snapshot.Epoch, [snapshot.Recent[^1].Event]));
        // The same for direct news: what was written in the last minute may not have been told.
        var untold = services.Time.GetUtcNow() - UntoldNews;
        NoteNews(snapshot.Epoch, (snapshot.Recent.FirstOrDefault(row => row.Event.At > untold) ?? snapshot.Recent[^1]).Event.Seq - 1);
    }
}
