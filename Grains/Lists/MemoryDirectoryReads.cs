using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Lists;

/// <summary>The lists over memory, for specs.</summary>
public sealed class MemoryDirectoryReads(MemoryTables tables, TimeProvider time) : IDirectoryReads
{
    private static readonly CodePointOrder Order = CodePointOrder.Instance;

    public Task<UserInfo?> FindUser(string nameKey) =>
        Use(t => t.Names.TryGetValue(nameKey, out var holder) ? Describe(t, holder.User) : null);

    public Task<UserInfo?> ReadUser(Guid id) => Use(t => Describe(t, id));

    public Task<(int Total, ImmutableArray<Actor> Users)?> ReadOnline(string? room, string after, int count) =>
        Use<(int, ImmutableArray<Actor>)?>(t =>
        {
            MemoryRoom? found = null;
            if (room is not null && !t.Rooms.TryGetValue(room, out found)) return null;
            var people = t.Online.Select(row => row.User).Distinct()
                .Where(user => t.Users.ContainsKey(user) && IsOnline(t, user) && found?.Roles.ContainsKey(user) != false)
                .Select(user => Person(t, user)).ToList();
            return (people.Count, Page(people, person => person.Name, after, count));
        });

    public Task<ImmutableArray<RoomInfo>> ReadRooms(string search, string after, int count) => Use(t => Page(
        t.Rooms.Where(room => !DirectRooms.IsDirect(room.Key) && room.Value.Roles.Count > 0 && room.Key.Contains(search, StringComparison.OrdinalIgnoreCase))
            .Select(room => Describe(room.Value)),
        room => room.Name, after, count));

    public Task<RoomInfo?> ReadRoom(string room) => Use(t => t.Rooms.TryGetValue(room, out var found) ? Describe(found) : null);

    public Task<ImmutableArray<MemberInfo>?> ReadMembers(string room, string after, int count) =>
        Use<ImmutableArray<MemberInfo>?>(t => t.Rooms.TryGetValue(room, out var found)
            ? Page(
                found.Roles.Where(member => t.Users.ContainsKey(member.Key))
                    .Select(member => new MemberInfo(Person(t, member.Key), member.Value, IsOnline(t, member.Key))),
                member => member.User.Name, after, count)
            : null);

    public Task<ImmutableArray<Belonging>> ReadRoomsOf(Guid user, int directs) => Use(t =>
    {
        var mine = t.Rooms.Values.Where(room => room.Roles.ContainsKey(user))
            .Select(room => new Belonging(
                room.Key.Name, With(t, room.Key.Name, user), room.Roles[user], room.Topic, room.Head, room.After(room.Head - 1).LastOrDefault()?.Event.At))
            .ToLookup(belonging => DirectRooms.IsDirect(belonging.Room));
        return mine[true].OrderByDescending(belonging => belonging.LastAt).ThenBy(belonging => belonging.Room, Order).Take(directs).Concat(mine[false])
            .OrderBy(belonging => belonging.Room, Order).ToImmutableArray();
    });

    public Task<ImmutableArray<DirectNews>> ReadDirectNews(ImmutableArray<Guid> users, DateTimeOffset since) => Use<ImmutableArray<DirectNews>>(t =>
    [
        .. from room in t.Rooms.Values
           where DirectRooms.IsDirect(room.Key.Name) && users.Any(user => DirectRooms.IsFor(room.Key.Name, user))
           let first = room.After(room.Head - Limits.PageEvents).FirstOrDefault(row => row.Event.At >= since)
           where first is not null
           select new DirectNews(room.Key.Name, t.Epoch, first.Event.Seq - 1),
    ]);

    private static ImmutableArray<T> Page<T>(IEnumerable<T> all, Func<T, string> name, string after, int count) =>
        [.. all.Where(entry => Order.Compare(name(entry), after) > 0).OrderBy(name, Order).Take(count)];

    private static Actor Person(MemoryTables t, Guid user) => new(user, t.Users[user].Name);

    private static RoomInfo Describe(MemoryRoom room) => new(room.Key.Name, room.Topic, room.Roles.Count, room.CreatedAt);

    private static Actor? With(MemoryTables t, string room, Guid user)
    {
        if (!DirectRooms.TryParse(room, out var one, out var other)) return null;
        var with = one == user ? other : one;
        return t.Users.ContainsKey(with) ? Person(t, with) : null;
    }

    private UserInfo? Describe(MemoryTables t, Guid user)
    {
        if (!t.Users.TryGetValue(user, out var found)) return null;
        var online = IsOnline(t, user);
        return new UserInfo(Person(t, user), online, online ? null : found.LastSeen);
    }

    private bool IsOnline(MemoryTables t, Guid user) =>
        t.Online.Any(row => row.User == user && t.Gateways[row.Gateway] > time.GetUtcNow());

    private Task<T> Use<T>(Func<MemoryTables, T> read) => Task.FromResult(tables.Use(read));
}
