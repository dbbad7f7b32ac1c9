namespace OrleansChat.Grains.Users;

/// <summary>A user as stored, with the sessions that have not ended.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Sessions">Expiry (UTC) by token hash, in upper-case hexadecimal.</param>
public sealed record UserRecord(string Name, IReadOnlyDictionary<string, DateTimeOffset> Sessions);

/// <summary>Users, sessions and memberships. Every method throws <see cref="ChatException"/> with Unavailable when the
/// database can't be reached.</summary>
public interface IDirectory
{
    /// <summary>Loads a user; null where there is none.</summary>
    Task<UserRecord?> LoadUser(Guid id);

    /// <summary>Adds a session, and the user with the first one. Durable when it returns.</summary>
    Task AddSession(Guid user, string name, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt);

    /// <summary>Ends a session.</summary>
    Task RemoveSession(Guid user, string tokenHash, DateTimeOffset now);

    /// <summary>Counts the rooms the user is a member of.</summary>
    Task<int> CountRooms(Guid user);

    /// <summary>Returns when the database answers.</summary>
    Task CheckReady();
}
