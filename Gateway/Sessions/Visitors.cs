using System.Collections.Concurrent;

namespace OrleansChat.Gateway.Sessions;

/// <summary>Who has visited rooms by this gateway: with their last connection to it, the user is asked to end the visits
/// (<see cref="IUserGrain.EndVisits"/>). Visits themselves are the user's, so that they end also where this process can't
/// say so any more.</summary>
internal sealed class Visitors
{
    private readonly ConcurrentDictionary<Guid, byte> _users = new();

    /// <summary>How many there are.</summary>
    public int Count => _users.Count;

    public void Add(Guid user) => _users[user] = 0;

    /// <summary>Forgets a visitor; false for who is none.</summary>
    public bool Remove(Guid user) => _users.TryRemove(user, out _);
}
