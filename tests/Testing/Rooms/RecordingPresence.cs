using System.Collections.Concurrent;
using OrleansChat.Grains;

namespace OrleansChat.Testing.Rooms;

/// <summary>An engine's way to others, for tests: rooms are the engine's own, and presence only remembers what it was told.</summary>
public sealed class RecordingPresence : IOtherGrains, IPresenceGrain
{
    private readonly ConcurrentQueue<DirectNews> _news = new();
    private readonly ConcurrentQueue<Actor> _renamed = new();

    /// <summary>The engine whose rooms and users these are; set once it is made.</summary>
    public IChatEngine Engine { get; set; } = null!;

    /// <summary>Whether presence can't be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>Rooms that can't be reached.</summary>
    public ConcurrentDictionary<string, ErrorCode> Unreachable { get; } = new(StringComparer.Ordinal);

    /// <summary>What direct rooms told, in order.</summary>
    public IReadOnlyList<DirectNews> News => [.. _news];

    /// <summary>Who told that they have another name.</summary>
    public IReadOnlyList<Actor> Renamed => [.. _renamed];

    public IPresenceGrain Presence => this;

    public IUserGrain User(Guid id) => Engine.User(id);

    public IRoomGrain Room(string name) =>
        Unreachable.TryGetValue(name, out var refusal) ? throw new ChatException(refusal) : Engine.Room(name);

    public Task TellDirect(DirectNews news) => Note(_news, news);

    public Task TellRenamed(Actor user) => Note(_renamed, user);

    public Task<PresenceAnswer> Report(PresenceReport report) => throw new NotSupportedException("Nobody comes online here.");

    public Task Withdraw(string gatewayId) => throw new NotSupportedException("Nobody goes offline here.");

    public Task Announce(string text) => throw new NotSupportedException("Nothing is announced here.");

    private Task Note<T>(ConcurrentQueue<T> told, T what)
    {
        if (IsAway) throw new TimeoutException("Presence is away.");
        told.Enqueue(what);
        return Task.CompletedTask;
    }
}
