using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Users;

/// <summary>The directory in memory, for specs and simulation.</summary>
public sealed class MemoryDirectory(MemoryTables tables) : IDirectory
{
    public Task<UserRecord?> LoadUser(Guid id) => Task.FromResult(tables.Use(t => t.Users.TryGetValue(id, out var user)
        ? new UserRecord(user.Name, new Dictionary<string, DateTimeOffset>(user.Sessions))
        : null));

    public Task AddSession(Guid user, string name, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        Task.FromResult(tables.Use(t =>
        {
            if (!t.Users.TryGetValue(user, out var found)) t.Users[user] = found = new MemoryTables.UserTable(name);
            return found.Sessions[tokenHash] = expiresAt;
        }));

    public Task RemoveSession(Guid user, string tokenHash, DateTimeOffset now) =>
        Task.FromResult(tables.Use(t => t.Users.TryGetValue(user, out var found) && found.Sessions.Remove(tokenHash)));

    public Task<int> CountRooms(Guid user) =>
        Task.FromResult(tables.Use(t => t.Rooms.Values.Count(room => room.Members.Contains(user))));

    public Task CheckReady() => Task.CompletedTask;
}
