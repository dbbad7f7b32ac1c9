namespace OrleansChat.Grains.Rooms;

public abstract partial class Room
{
    // Null until the first call has loaded the room, or while it doesn't exist; from then on the same object, which
    // follows the log event by event. It never goes back, so a turn may hold on to it across an await.
    private RoomState? _state;
    private Task? _loading;

    private Subscribers Gateways => field ??= new Subscribers(Name, services.Options, services.Time, services.Logger);

    /// <summary>Where this room remembers its gateways.</summary>
    protected abstract ISubscriptionStore SubscriptionStore { get; }

    /// <summary>Asks the host to end this activation when its calls are done; the next call makes a new one.</summary>
    protected abstract void Retire();

    /// <summary>The host calls this as a turn, every third of <see cref="RoomOptions.SubscriptionLease"/>.</summary>
    protected Task Tick()
    {
        Gateways.DropExpired();
        return Gateways.Save(SubscriptionStore);
    }

    /// <summary>The room's state.</summary>
    /// <exception cref="ChatException">NoSuchRoom, Unavailable.</exception>
    private async ValueTask<RoomState> Load()
    {
        await EnsureLoaded();
        return _state ?? throw new ChatException(ErrorCode.NoSuchRoom);
    }

    private async ValueTask<RoomState> LoadOrCreate()
    {
        await EnsureLoaded();
        // Two first joins may both ask: the log makes one room, and both load that one.
        if (_state is null) await services.Log.Create(Name, services.Time.GetUtcNow());
        // Again, if the load we shared had begun before the room was made.
        while (_state is null) await EnsureLoaded();
        return _state;
    }

    /// <summary>Loads the room if there is one; callers at the same time share one load.</summary>
    private async ValueTask EnsureLoaded()
    {
        if (_state is not null) return;
        var loading = _loading ??= LoadState();
        try
        {
            await loading;
        }
        finally
        {
            if (ReferenceEquals(_loading, loading)) _loading = null;
        }
    }

    private async Task LoadState()
    {
        if (await services.Log.Load(Name, services.Options.RecentEvents) is not { } snapshot) return;
        var subscriptions = await SubscriptionStore.Load();
        _state = new RoomState(snapshot, services.Options.RecentEvents);
        if (subscriptions.IsEmpty) return;

        // An earlier activation may have ended between a commit and its fan-out. The newest event tells the gateways
        // where the head is; what they miss before it they read (G7).
        Gateways.Restore(subscriptions);
        if (!snapshot.Recent.IsEmpty) Gateways.Deliver(new EventBatch(Name, snapshot.Epoch, snapshot.Recent[^1..]));
    }
}
