using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using OrleansChat.Grains.Rooms;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Local;

/// <summary>Settings of the local engine, section <c>LocalEngine</c>.</summary>
public sealed class LocalEngineOptions
{
    /// <summary>How long a room or user stays in memory after its last call.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>
/// All rooms and users in one process: a mailbox per key, ended when idle. For fast tests, for simulation, and for
/// trying the server where a package source carries no Orleans. It never spans processes; two of them on one database
/// fence each other off (G6) but don't fan out to each other's clients.
/// </summary>
public sealed class LocalEngine : IChatEngine, IOtherGrains, IAsyncDisposable
{
    private readonly ActivationTable<LocalRoom> _rooms;
    private readonly ActivationTable<LocalUser> _users;
    private readonly ConcurrentDictionary<string, ImmutableArray<GatewaySubscription>> _subscriptions = new(StringComparer.Ordinal);
    private readonly LocalEngineOptions _options;
    private readonly IDirectory _directory;
    private readonly ITimer _sweep;

    /// <summary>Makes an engine; it runs from now on. Rooms remember their gateways in this engine, unless
    /// <paramref name="subscriptions"/> gives them a store that outlives it, as grain storage does. They call each other,
    /// unless <paramref name="others"/> takes their calls.</summary>
    public LocalEngine(
        RoomServices rooms, UserServices users, LocalEngineOptions options, IDispatcher dispatcher,
        Func<string, ISubscriptionStore>? subscriptions = null, IOtherGrains? others = null)
    {
        _options = options;
        _directory = rooms.Directory;
        subscriptions ??= key => new SubscriptionStore(_subscriptions, key);
        _rooms = new((key, retire) => new LocalRoom(key, rooms, others ?? this, subscriptions(key), retire), dispatcher, rooms.Time);
        _users = new((key, _) => new LocalUser(Guid.ParseExact(key, "D"), users, others ?? this), dispatcher, users.Time);
        var period = rooms.Options.SubscriptionLease / 3;
        _sweep = rooms.Time.CreateTimer(_ => Sweep(), null, period, period);
    }

    public string Name => "local";

    /// <summary>How many rooms are in memory.</summary>
    public int ActiveRooms => _rooms.Count;

    public IRoomGrain Room(string name) => new RoomReference(_rooms, name);

    public IUserGrain User(Guid id) => new UserReference(_users, id.ToString("D", CultureInfo.InvariantCulture));

    public IPresenceGrain Presence => throw new NotSupportedException();

    public IDirectoryGrain Directory => throw new NotSupportedException();

    public IGatewayObserver CreateObserver(IGatewayObserver observer) => observer;

    public void ReleaseObserver(IGatewayObserver reference)
    {
    }

    // Calls stay in this process: none is ever lost.
    public bool IsUnreachable(Exception error) => false;

    public Task CheckReady() => _directory.CheckReady();

    /// <summary>Ends the rooms and users that nothing used for <paramref name="idle"/>. A timer does it every few seconds.</summary>
    public Task EndIdle(TimeSpan idle) => Task.WhenAll(_rooms.RetireIdle(idle), _users.RetireIdle(idle));

    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    private void Sweep()
    {
        _ = EndIdle(_options.IdleAge);
        _ = _rooms.ForEach(room => room.Tick());
    }

    private sealed class SubscriptionStore(ConcurrentDictionary<string, ImmutableArray<GatewaySubscription>> saved, string room)
        : ISubscriptionStore
    {
        public Task<ImmutableArray<GatewaySubscription>> Load() => Task.FromResult(saved.GetValueOrDefault(room, []));

        public Task Save(ImmutableArray<GatewaySubscription> subscriptions)
        {
            if (subscriptions.IsEmpty) saved.TryRemove(room, out _);
            else saved[room] = subscriptions;
            return Task.CompletedTask;
        }
    }
}
