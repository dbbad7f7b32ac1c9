using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansChat.Gateway.Online;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// All live sessions of this gateway: makes them within the user's limit, ends those whose token ends, and says
/// goodbye to all of them when the process stops.
/// </summary>
internal sealed class SessionRegistry : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);
    // One portion of the sessions is rechecked at each sweep: every session within this many seconds.
    private const uint Portions = 20;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Session, byte> _sessions = new();
    private readonly ConcurrentDictionary<Guid, Connected> _byUser = new();
    private readonly SessionServices _services;
    private readonly PeopleHere _people;
    private bool _goingAway;
    private int _ending;
    private uint _portion;

    public SessionRegistry(SessionServices services, PeopleHere people)
    {
        (_services, _people) = (services, people);
        services.Metrics.Watch(
            () => _sessions.Count, () => _sessions.Sum(entry => (long)entry.Key.Waiting.Events), () => _sessions.Sum(entry => (long)entry.Key.Waiting.Bytes));
    }

    /// <summary>Live sessions.</summary>
    public int Count => _sessions.Count;

    /// <summary>Sessions that are ending, until the visits of their users have, too.</summary>
    public int Ending => Volatile.Read(ref _ending);

    /// <summary>A user's live sessions.</summary>
    public ImmutableArray<Session> Of(Guid user) => _byUser.TryGetValue(user, out var connected) ? connected.Sessions : [];

    /// <summary>All live sessions.</summary>
    public IEnumerable<Session> All => _sessions.Select(entry => entry.Key);

    /// <summary>Begins a session; the user holds their name from now on. Pair with <see cref="End"/>.</summary>
    /// <exception cref="ChatException">TooManyConnections, GoingAway, Unavailable.</exception>
    public async Task<Session> Begin(SessionInfo info, string tokenHash, IClientConnection connection)
    {
        if (Volatile.Read(ref _goingAway)) throw new ChatException(ErrorCode.GoingAway);
        var session = new Session(info, tokenHash, connection, _services);
        var arrival = session.Arrival;
        var mine = _byUser.AddOrUpdate(
            info.User.Id, new Connected([session], null), (_, before) => before with { Sessions = before.Sessions.Add(session) }).Sessions;
        if (mine.Length == 1) _people.Arrived(info.User.Id);
        try
        {
            if (mine.Length > _services.Options.ConnectionsPerUser) throw new ChatException(ErrorCode.TooManyConnections);
            session.Take(await _services.Calls.Run(() => _services.Engine.User(info.User.Id).Arrive(arrival), ErrorCode.Unavailable));
            NoteNewest(session);
        }
        catch
        {
            if (Release(session) is { } last) _ = EndVisits(session, last, TimeSpan.Zero);
            // It may have been told of something meanwhile.
            session.End();
            throw;
        }

        _sessions[session] = 0;
        _ = session.Run();
        // What happened between the handshake and this moment: a revoked token, a process that stops.
        if (Volatile.Read(ref _goingAway)) _ = session.Close(ErrorCode.GoingAway);
        else _ = Recheck(session);
        return session;
    }

    /// <summary>Ends a session whose connection is gone. Visits end with the last one of a user: nobody need wait for that.</summary>
    /// <param name="session">The session.</param>
    /// <param name="endVisitsAfter">How long its user may take to be back before their visits end.</param>
    public async Task End(Session session, TimeSpan endVisitsAfter = default)
    {
        Interlocked.Increment(ref _ending);
        if (_sessions.TryRemove(session, out _))
        {
            var last = Release(session);
            session.End();
            if (last is not null) await EndVisits(session, last, endVisitsAfter);
        }

        Interlocked.Decrement(ref _ending);
    }

    /// <summary>Closes every connection that came with a token which was revoked.</summary>
    public Task CloseToken(string tokenHash) => Close(session => session.TokenHash == tokenHash, ErrorCode.Unauthorized);

    /// <summary>Tells every client that the process stops, before the transports cut the connections. Bounded: some
    /// don't listen. From now on nobody comes in.</summary>
    public async Task SayGoodbye()
    {
        Volatile.Write(ref _goingAway, true);
        await Task.WhenAny(Close(_ => true, ErrorCode.GoingAway), Task.Delay(Farewell, _services.Time));
    }

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => SayGoodbye();

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Sweep, _services.Time);
        var recheck = Task.CompletedTask;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var now = _services.Time.GetUtcNow();
                _ = Close(session => session.ExpiresAt <= now, ErrorCode.SessionExpired);
                // Not waited for: an engine that doesn't answer must not hold up what the clock alone decides.
                if (recheck.IsCompleted) recheck = RecheckPortion(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private Task Close(Func<Session, bool> which, ErrorCode reason) =>
        Task.WhenAll(_sessions.Select(entry => entry.Key).Where(which).Select(session => session.Close(reason)));

    /// <summary>Asks for each token once in a while whether it still holds: another gateway may have revoked it.</summary>
    private async Task RecheckPortion(CancellationToken stoppingToken)
    {
        _portion = (_portion + 1) % Portions;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stoppingToken };
        await Parallel.ForEachAsync(
            _sessions.Select(entry => entry.Key).Where(session => (uint)session.GetHashCode() % Portions == _portion),
            parallel,
            async (session, _) => await Recheck(session));
    }

    private async Task Recheck(Session session)
    {
        try
        {
            var info = await _services.Engine.User(session.User.Id).Authenticate(Convert.FromHexString(session.TokenHash));
            // A notice of a new name may have been lost, or overtaken by an older one.
            session.Take(info.User);
        }
        catch (ChatException e) when (e.Code is ErrorCode.Unauthorized or ErrorCode.SessionExpired)
        {
            await session.Close(e.Code);
        }
        catch (Exception e)
        {
            // Nobody can say now; the next round asks again.
            _services.Log.RecheckFailed(session.ConnectionId, e.Message);
        }
    }

    private async Task EndVisits(Session session, Arrival last, TimeSpan after)
    {
        if (after > TimeSpan.Zero) await Task.Delay(after, _services.Time);
        // A gateway that stops sends its people elsewhere: they haven't left.
        if (Volatile.Read(ref _goingAway) || !Of(session.User.Id).IsEmpty) return;
        await session.EndVisits(last);
    }

    /// <summary>Notes what the user knows as their newest connection here.</summary>
    private void NoteNewest(Session session)
    {
        while (_byUser.TryGetValue(session.User.Id, out var mine) && !_byUser.TryUpdate(session.User.Id, mine with { Newest = session.Arrival }, mine))
        {
        }
    }

    /// <summary>Forgets a user's session. When no other one is left, returns the newest that there was.</summary>
    private Arrival? Release(Session session)
    {
        // However others come and go at the same time, one of them ends last.
        while (_byUser.TryGetValue(session.User.Id, out var mine))
        {
            var left = mine with { Sessions = mine.Sessions.Remove(session) };
            if (!left.Sessions.IsEmpty)
            {
                if (_byUser.TryUpdate(session.User.Id, left, mine)) return null;
                continue;
            }

            if (!_byUser.TryRemove(KeyValuePair.Create(session.User.Id, mine))) continue;
            _people.Departed(session.User.Id);
            return mine.Newest;
        }

        return null;
    }

    /// <summary>A user's sessions, and the newest one that the user was told of.</summary>
    private sealed record Connected(ImmutableArray<Session> Sessions, Arrival? Newest);
}
