using System.Collections.Immutable;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Online;

namespace OrleansChat.Grains.Users;

/// <summary>The directory in memory, for specs and simulation.</summary>
public sealed class MemoryDirectory(MemoryTables tables, TimeProvider time, PresenceOptions options) : IDirectory
{
    public Task<UserRecord?> LoadUser(Guid id) => Use(t => t.Users.TryGetValue(id, out var user)
        ? new UserRecord(user.Name, new Dictionary<string, DateTimeOffset>(user.Sessions), user.Untold)
        : null);

    public Task<string?> AddUser(Guid user, string name, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) => Use(t =>
    {
        if (!t.Users.TryGetValue(user, out var found))
        {
            if (!IsFree(t, user, name, now)) return null;
            t.Users[user] = found = new MemoryTables.UserTable(name);
            Hold(t, user, name, now);
        }

        found.Sessions[tokenHash] = expiresAt;
        return found.Name;
    });

    public Task AddSession(Guid user, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) => Use(t =>
    {
        var found = t.Users[user];
        found.Sessions[tokenHash] = expiresAt;
        if (t.Names.TryGetValue(TextRules.NameKey(found.Name), out var held) && held.User == user) Hold(t, user, found.Name, now);
        return true;
    });

    public Task RemoveSession(Guid user, string tokenHash, DateTimeOffset now) =>
        Use(t =>
        {
            if (!t.Users.TryGetValue(user, out var found) || !found.Sessions.Remove(tokenHash)) return false;
            if (found.Sessions.Values.Any(expires => expires > now)) return true;
            t.Ends(user, now);
            return true;
        });

    public Task<Claim> ClaimName(Guid user, string name, DateTimeOffset now) => Use(t =>
    {
        if (!t.Users.TryGetValue(user, out var found) || !string.Equals(found.Name, name, StringComparison.Ordinal)) return Claim.Outdated;
        if (!IsFree(t, user, name, now)) return Claim.Taken;
        Hold(t, user, name, now);
        return Claim.Granted;
    });

    public Task<Claim> Rename(Guid user, Renaming renaming, DateTimeOffset now) => Use(t =>
    {
        if (!t.Users.TryGetValue(user, out var found) || found.Untold is not null
            || !string.Equals(found.Name, renaming.OldName, StringComparison.Ordinal)) return Claim.Outdated;
        if (!IsFree(t, user, renaming.NewName, now)) return Claim.Taken;
        Hold(t, user, renaming.NewName, now);
        (found.Name, found.Untold) = (renaming.NewName, renaming);
        return Claim.Granted;
    });

    public Task EndRename(Guid user, Guid renaming) => Use(t =>
    {
        if (t.Users.TryGetValue(user, out var found) && found.Untold?.Id == renaming) found.Untold = null;
        return true;
    });

    public Task<string?> FindFree(Guid user, ImmutableArray<string> names, DateTimeOffset now) =>
        Use(t => names.FirstOrDefault(name => IsFree(t, user, name, now)));

    public Task<ImmutableArray<string>> RoomsOf(Guid user) => Use(t => t.RoomsOf(user).ToImmutableArray());

    public Task<int> CountRooms(Guid user) => Use(t => t.RoomsOf(user).Count());

    public Task AddVisit(Guid user, string room, DateTimeOffset now) => Use(t =>
    {
        var found = t.Rooms.GetValueOrDefault(room);
        if (found?.JoinedAt(user) is not null) return false;
        t.Visits[(user, room)] = (found?.Head ?? 0, now);
        return true;
    });

    public Task RemoveVisits(Guid user, string? room) => Use(t =>
    {
        var over = t.Visits.Keys.Where(visit => visit.User == user && (room is null || visit.Room == room)).ToList();
        foreach (var visit in over) t.Visits.Remove(visit);
        return over.Count;
    });

    public Task<bool> HasVisitNotes(Guid user) => Use(t => t.Visits.Keys.Any(visit => visit.User == user));

    public Task RemoveVoidVisits(Guid user, DateTimeOffset before) => Use(t =>
    {
        var rooms = t.VisitsOf(user).ToHashSet(StringComparer.Ordinal);
        var over = t.Visits.Where(visit => visit.Key.User == user && visit.Value.Since < before && !rooms.Contains(visit.Key.Room))
            .Select(visit => visit.Key).ToList();
        foreach (var visit in over) t.Visits.Remove(visit);
        return over.Count;
    });

    public Task<ImmutableArray<string>> VisitsOf(Guid user) => Use(t => t.VisitsOf(user).ToImmutableArray());

    public Task<bool> IsOnline(Guid user, IReadOnlyCollection<string> exceptAt) => Use(t => t.Online.Any(entry =>
        entry.User == user && !exceptAt.Contains(entry.Gateway) && t.Gateways.TryGetValue(entry.Gateway, out var until) && until > time.GetUtcNow()));

    public Task CheckReady() => Task.CompletedTask;

    private Task<T> Use<T>(Func<MemoryTables, T> operation) => Task.FromResult(tables.Use(operation));

    private bool IsFree(MemoryTables t, Guid user, string name, DateTimeOffset now) =>
        !t.Names.TryGetValue(TextRules.NameKey(name), out var held) || held.User == user || !(held.HeldUntil > now || t.Online.Any(entry =>
            entry.User == held.User && t.Gateways.TryGetValue(entry.Gateway, out var leaseUntil) && leaseUntil + options.Hold > now));

    private void Hold(MemoryTables t, Guid user, string name, DateTimeOffset now)
    {
        foreach (var key in t.Names.Where(entry => entry.Value.User == user).Select(entry => entry.Key).ToList()) t.Names.Remove(key);
        t.Names[TextRules.NameKey(name)] = (user, now + options.Hold);
    }
}
