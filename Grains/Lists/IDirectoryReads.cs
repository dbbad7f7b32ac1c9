using System.Collections.Immutable;

namespace OrleansChat.Grains.Lists;

/// <summary>
/// What <see cref="DirectoryQueries"/> asks the database. Lists come in their order, so many entries after a name; of direct
/// rooms only their own people hear. Online is who is at a gateway that has a lease. Every method throws
/// <see cref="ChatException"/> with Unavailable when the database can't be reached.
/// </summary>
public interface IDirectoryReads
{
    /// <summary>Reads whoever holds the name of that <see cref="TextRules.NameKey"/>.</summary>
    Task<UserInfo?> FindUser(string nameKey);

    /// <summary>Reads a user.</summary>
    Task<UserInfo?> ReadUser(Guid id);

    /// <summary>Reads who is online, and how many there are in all; null where there is no such room.</summary>
    Task<(int Total, ImmutableArray<Actor> Users)?> ReadOnline(string? room, string after, int count);

    /// <summary>Reads rooms whose names contain a text, whatever the case; an empty one is in every name.</summary>
    Task<ImmutableArray<RoomInfo>> ReadRooms(string search, string after, int count);

    /// <summary>Reads a room.</summary>
    Task<RoomInfo?> ReadRoom(string room);

    /// <summary>Reads members; null where there is no such room.</summary>
    Task<ImmutableArray<MemberInfo>?> ReadMembers(string room, string after, int count);

    /// <summary>Reads a user's rooms; of direct ones so many, those with the newest events.</summary>
    Task<ImmutableArray<Belonging>> ReadRoomsOf(Guid user, int directs);

    /// <summary>Finds the direct rooms of users that have events since a time.</summary>
    Task<ImmutableArray<DirectNews>> ReadDirectNews(ImmutableArray<Guid> users, DateTimeOffset since);
}
