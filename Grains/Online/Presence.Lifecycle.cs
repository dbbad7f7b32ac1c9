namespace OrleansChat.Grains.Online;

public abstract partial class Presence
{
    // At one look at the leases; the next ones at the next one.
    private const int VisitorsAtOnce = 100;
    private const int SessionsAtOnce = 100;

    // How many of them are asked together.
    private const int AskedTogether = 10;

    // Null until the first call has loaded it; from then on the same for the activation's life.
    private LiveGateways? _gateways;
    private Task _endingVisits = Task.CompletedTask;
    private Guid _lastVisitor;
    private Task? _loading;

    /// <summary>To be asked after <see cref="EnsureLoaded"/> only.</summary>
    private LiveGateways Gateways => _gateways!;

    /// <summary>The host calls this as a turn, every third of <see cref="PresenceOptions.Lease"/>.</summary>
    protected async Task Tick()
    {
        try
        {
            await EnsureLoaded();
            var before = Gateways.Reports();
            var (over, behind) = Gateways.Compare(before, await services.Store.Expire());
            foreach (var id in over)
            {
                services.Logger.LeaseOver(id);
                Forget(id);
            }

            foreach (var id in behind) await Read(id);
            // Rooms may be slow: the leases don't wait for them.
            if (_endingVisits.IsCompleted) _endingVisits = EndVisits();
        }
        catch (ChatException e)
        {
            // Unavailable: next time.
            services.Logger.LeasesNotLookedAt(e.Message);
        }
    }

    /// <summary>The host calls this as a turn, every <see cref="AnnouncementOptions.Every"/>.</summary>
    protected async Task AnnounceByTheClock()
    {
        try
        {
            await Announce(services.Announcements.Text!);
        }
        catch (ChatException e)
        {
            services.Logger.NotAnnounced(e.Message);
        }
    }

    /// <summary>Ends the visits of people whose gateway could not: it crashed, or stopped, and they haven't come back; and of those
    /// who can't come back. Never fails.</summary>
    private async Task EndVisits()
    {
        await ForgetExpiredSessions();
        try
        {
            // By turns, so that those whose rooms can't be reached don't stand before the others.
            var users = await services.Store.ReadForgottenVisitors(services.Options.Hold, _lastVisitor, VisitorsAtOnce);
            _lastVisitor = users.Length == VisitorsAtOnce ? users[^1] : default;
            foreach (var some in users.Chunk(AskedTogether)) await Task.WhenAll(some.Select(EndVisits));
        }
        catch (Exception e)
        {
            services.Logger.VisitsNotEnded(e.Message);
        }
    }

    private async Task ForgetExpiredSessions()
    {
        try
        {
            await services.Store.ForgetExpiredSessions(services.Options.KeepExpired, SessionsAtOnce);
        }
        catch (Exception e)
        {
            services.Logger.SessionsNotForgotten(e.Message);
        }
    }

    private async Task EndVisits(Guid user)
    {
        try
        {
            await Others.User(user).EndVisits(null);
        }
        catch (Exception e)
        {
            services.Logger.VisitsNotEnded(e.Message);
        }
    }

    /// <summary>Takes over what is stored of a gateway: another activation has taken reports of it.</summary>
    private async Task Read(string gatewayId)
    {
        if (await services.Store.LoadGateway(gatewayId) is { } record) Gateways.Restore(record);
    }

    /// <summary>Loads what earlier activations stored; callers at the same time share one load.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    private async ValueTask EnsureLoaded()
    {
        while (_gateways is null)
        {
            var loading = _loading ??= Load();
            try
            {
                await loading;
            }
            finally
            {
                if (ReferenceEquals(_loading, loading)) _loading = null;
            }
        }
    }

    private async Task Load()
    {
        var snapshot = await services.Store.Load();
        var gateways = new LiveGateways(snapshot.Stream, services.Logger);
        foreach (var record in snapshot.Gateways) gateways.Restore(record);
        _gateways = gateways;
    }
}
