using System.Collections.Immutable;

namespace OrleansChat.Gateway.Sessions;

internal sealed partial class Session
{
    /// <summary>Reads who is online, in a room or in all.</summary>
    public Task<OnlinePage> Online(string? room, string? after, int? limit)
    {
        if (room is not null) CheckRoom(room);
        return LookUp(directory => directory.ReadOnline(room, after, limit ?? Limits.ListEntries));
    }

    /// <summary>Reads rooms by name; with <paramref name="search"/>, those whose names contain it.</summary>
    public Task<RoomPage> Rooms(string? search, string? after, int? limit) =>
        LookUp(directory => directory.ReadRooms(search, after, limit ?? Limits.ListEntries));

    /// <summary>Reads what anybody may know of a room.</summary>
    public async Task<RoomInfo> Room(string? name)
    {
        CheckRoom(name);
        return await LookUp(directory => directory.ReadRoom(name!)) ?? throw new ChatException(ErrorCode.NoSuchRoom);
    }

    /// <summary>Reads a room's members by name.</summary>
    public Task<MemberPage> Members(string? room, string? after, int? limit)
    {
        CheckRoom(room);
        return LookUp(directory => directory.ReadMembers(room!, after, limit ?? Limits.ListEntries));
    }

    /// <summary>Reads the rooms that the user belongs to, direct ones included.</summary>
    public Task<ImmutableArray<Belonging>> Mine() => LookUp(directory => directory.ReadRoomsOf(User.Id));

    private Task<T> LookUp<T>(Func<IDirectoryGrain, Task<T>> question)
    {
        CheckCommand();
        return services.Calls.Run(() => question(services.Engine.Directory), ErrorCode.Unavailable);
    }
}
