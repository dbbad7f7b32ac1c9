using System.Collections.Immutable;

namespace OrleansChat;

/// <summary>Looks up rooms and people. Any silo answers, from the database. Lists are read on from the last entry's name.
/// Private rooms, direct ones among them, are in no list but their members' own.</summary>
[Alias("OrleansChat.IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Finds whoever holds a name, or one that looks like it; null where nobody does.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("FindUser")]
    Task<UserInfo?> FindUser(string name);

    /// <summary>Reads a user; null where there is none.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("ReadUser")]
    Task<UserInfo?> ReadUser(Guid id);

    /// <summary>Reads who is online, in a room or in all, by name.</summary>
    /// <param name="room">A room's name, or null for all.</param>
    /// <param name="after">Only names after this one; null begins the list.</param>
    /// <param name="limit">How many at the most, 1–<see cref="Limits.ListEntries"/>.</param>
    /// <exception cref="ChatException">NoSuchRoom, BadPageLimit, Unavailable.</exception>
    [Alias("ReadOnline")]
    Task<OnlinePage> ReadOnline(string? room, string? after, int limit);

    /// <summary>Reads rooms by name; of those that somebody is a member of.</summary>
    /// <param name="search">Only names that contain this, whatever the case; null for all.</param>
    /// <param name="after">Only names after this one; null begins the list.</param>
    /// <param name="limit">How many at the most, 1–<see cref="Limits.ListEntries"/>.</param>
    /// <exception cref="ChatException">BadPageLimit, Unavailable.</exception>
    [Alias("ReadRooms")]
    Task<RoomPage> ReadRooms(string? search, string? after, int limit);

    /// <summary>Reads a room; null where there is none, and of a direct one always.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("ReadRoom")]
    Task<RoomInfo?> ReadRoom(string room);

    /// <summary>Reads a room's members by name.</summary>
    /// <exception cref="ChatException">NoSuchRoom, BadPageLimit, Unavailable.</exception>
    [Alias("ReadMembers")]
    Task<MemberPage> ReadMembers(string room, string? after, int limit);

    /// <summary>Reads all rooms that a user is a member of, by name; of direct ones the <see cref="Limits.ListedDirectRooms"/> with
    /// the newest events.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("ReadRoomsOf")]
    Task<ImmutableArray<Belonging>> ReadRoomsOf(Guid user);

    /// <summary>Finds what users may have missed in their direct rooms: for each with events since a time, the seq before
    /// the first of them, or before the newest <see cref="Limits.PageEvents"/>.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("ReadDirectNews")]
    Task<ImmutableArray<DirectNews>> ReadDirectNews(ImmutableArray<Guid> users, DateTimeOffset since);
}

/// <summary>A person, to others.</summary>
/// <param name="User">Who, with the name they bear now.</param>
/// <param name="Online">Whether they are online.</param>
/// <param name="LastSeen">When they were last seen, UTC; null for somebody who is online, or never was.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.UserInfo")]
public sealed record UserInfo(Actor User, bool Online, DateTimeOffset? LastSeen);

/// <summary>People who are online.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Users">Ascending by name.</param>
/// <param name="More">Whether there are further ones.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.OnlinePage")]
public sealed record OnlinePage(int Total, ImmutableArray<Actor> Users, bool More);

/// <summary>A room, to anybody.</summary>
/// <param name="Name">The room's name.</param>
/// <param name="Topic">Its topic, or null.</param>
/// <param name="Members">How many members it has.</param>
/// <param name="CreatedAt">Since when there is such a room, UTC.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.RoomInfo")]
public sealed record RoomInfo(string Name, string? Topic, int Members, DateTimeOffset CreatedAt);

/// <summary>Some rooms.</summary>
/// <param name="Rooms">Ascending by name, compared by code point.</param>
/// <param name="More">Whether there are further ones.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.RoomPage")]
public sealed record RoomPage(ImmutableArray<RoomInfo> Rooms, bool More);

/// <summary>A member, to anybody.</summary>
/// <param name="User">Who, with the name they bear now.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Online">Whether they are online.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.MemberInfo")]
public sealed record MemberInfo(Actor User, MemberRole Role, bool Online);

/// <summary>Some members of a room.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Members">Ascending by name.</param>
/// <param name="More">Whether there are further ones.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.MemberPage")]
public sealed record MemberPage(string Room, ImmutableArray<MemberInfo> Members, bool More);

/// <summary>A room that a user belongs to.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="With">For a direct room: the other one.</param>
/// <param name="Role">What the user may do there.</param>
/// <param name="Topic">Its topic, or null.</param>
/// <param name="Head">The last event's seq.</param>
/// <param name="LastAt">The last event's time, UTC; null for a room without events.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Belonging")]
public sealed record Belonging(string Room, Actor? With, MemberRole Role, string? Topic, long Head, DateTimeOffset? LastAt);
