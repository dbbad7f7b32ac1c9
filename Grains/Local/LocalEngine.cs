using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using OrleansChat.Grains.Lists;
using OrleansChat.Grains.Online;
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

/// <summary>What the local engine needs to know who is online, and to look up rooms and people.</summary>
public sealed record PeopleServices(PresenceServices Presence, IDirectoryReads Lists);

/// <summary>
/// All rooms and users in one process: a mailbox per key, ended when idle. For fast tests, for simulation, and for
/// trying the server where a package source carries no Orleans. It never spans processes; two of them on one database
/// fence each other off (G6) but don't fan out to each other's clients.
/// </summary>
public sealed class LocalEngine : IChatEngine, IOtherGrains, IAsyncDisposable
{
    private readonly ActivationTable<LocalRoom> _rooms;
    private readonly ActivationTable<LocalUser> _users;
    private readonly ActivationTable<LocalPresence>? _presence;
    private readonly DirectoryQueries? _lists;
    private readonly ConcurrentDictionary<string, ImmutableArray<GatewaySubscription>> _subscriptions = new(StringComparer.Ordinal);
    private readonly LocalEngineOptions _options;
    private readonly IDirectory _directory;
    private readonly List<ITimer> _timers = [];

    /// <summary>Makes an engine; it runs from now on. Rooms remember their gateways in this engine, unless
    /// <paramref name="subscriptions"/> gives them a store that outlives it, as grain storage does. An engine that is for rooms only goes
    /// without <paramref name="people"/>. Rooms and users call each other, unless <paramref name="others"/> takes their calls.</summary>
    public LocalEngine(
        RoomServices rooms, UserServices users, LocalEngineOptions options, IDispatcher dispatcher,
        Func<string, ISubscriptionStore>? subscriptions = null, PeopleServices? people = null, IOtherGrains? others = null)
    {
        _options = options;
        _directory = rooms.Directory;
        subscriptions ??= key => new SubscriptionStore(_subscriptions, key);
        _rooms = new((key, retire) => new LocalRoom(key, rooms, others ?? this, subscriptions(key), retire), dispatcher, rooms.Time);
        _users = new((key, _) => new LocalUser(Guid.ParseExact(key, "D"), users, others ?? this), dispatcher, users.Time);
        Every(rooms.Time, rooms.Options.SubscriptionLease / 3, Sweep);
        if (people is null) return;
        _lists = new DirectoryQueries(people.Lists);
        _presence = new((_, _) => new LocalPresence(people.Presence, others ?? this), dispatcher, rooms.Time);
        Every(rooms.Time, people.Presence.Options.Lease / 3, () => _ = _presence.ForEach(one => one.Tick()));
        if (people.Presence.Announcements.Every is var every && every > TimeSpan.Zero)
            Every(rooms.Time, every, () => _ = _presence.ForEach(one => one.AnnounceByTheClock()));
    }

    public string Name => "local";

    /// <summary>How many rooms are in memory.</summary>
    public int ActiveRooms => _rooms.Count;

    public IRoomGrain Room(string name) => new RoomReference(_rooms, name);

    public IUserGrain User(Guid id) => new UserReference(_users, id.ToString("D", CultureInfo.InvariantCulture));

    public IPresenceGrain Presence => new PresenceReference(_presence ?? throw RoomsOnly());

    public IDirectoryGrain Directory => _lists ?? throw RoomsOnly();

    public IGatewayObserver CreateObserver(IGatewayObserver observer) => observer;

    public void ReleaseObserver(IGatewayObserver reference)
    {
    }

    // Calls stay in this process: none is ever lost.
    public bool IsUnreachable(Exception error) => false;

    public Task CheckReady() => _directory.CheckReady();

    /// <summary>Ends what nothing used for <paramref name="idle"/>. A timer does it every few seconds.</summary>
    public Task EndIdle(TimeSpan idle) =>
        Task.WhenAll(_rooms.RetireIdle(idle), _users.RetireIdle(idle), _presence?.RetireIdle(idle) ?? Task.CompletedTask);

    public async ValueTask DisposeAsync()
    {
        foreach (var timer in _timers) await timer.DisposeAsync();
    }

    private static NotSupportedException RoomsOnly() => new("This engine runs rooms only.");

    private void Every(TimeProvider time, TimeSpan period, Action turn) => _timers.Add(time.CreateTimer(_ => turn(), null, period, period));

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
