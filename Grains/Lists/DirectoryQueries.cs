using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace OrleansChat.Grains.Lists;

/// <summary>Looks up rooms and people, on any engine: checks what is asked, and cuts lists. It holds nothing, so there may
/// be any number of them.</summary>
public class DirectoryQueries(IDirectoryReads reads) : IDirectoryGrain
{
    public Task<UserInfo?> FindUser(string name) =>
        IsStorable(name) ? reads.FindUser(TextRules.NameKey(name)) : Task.FromResult<UserInfo?>(null);

    public Task<UserInfo?> ReadUser(Guid id) => reads.ReadUser(id);

    public async Task<OnlinePage> ReadOnline(string? room, string? after, int limit)
    {
        CheckLimit(limit);
        CheckText(after);
        if (room is not null) CheckPublic(room);
        var (total, users) = await reads.ReadOnline(room, after ?? "", limit + 1) ?? throw new ChatException(ErrorCode.NoSuchRoom);
        var page = Cut(users, limit, user => user.Name);
        return new OnlinePage(total, page, page.Length < users.Length);
    }

    public async Task<RoomPage> ReadRooms(string? search, string? after, int limit)
    {
        CheckLimit(limit);
        CheckText(search);
        CheckText(after);
        var rooms = await reads.ReadRooms(search ?? "", after ?? "", limit + 1);
        var page = Cut(rooms, limit, room => room.Name);
        return new RoomPage(page, page.Length < rooms.Length);
    }

    public Task<RoomInfo?> ReadRoom(string room) =>
        DirectRooms.IsDirect(room) ? Task.FromResult<RoomInfo?>(null) : reads.ReadRoom(room);

    public async Task<MemberPage> ReadMembers(string room, string? after, int limit)
    {
        CheckLimit(limit);
        CheckText(after);
        CheckPublic(room);
        var members = await reads.ReadMembers(room, after ?? "", limit + 1) ?? throw new ChatException(ErrorCode.NoSuchRoom);
        var page = Cut(members, limit, member => member.User.Name);
        return new MemberPage(room, page, page.Length < members.Length);
    }

    public Task<ImmutableArray<Belonging>> ReadRoomsOf(Guid user) => reads.ReadRoomsOf(user, Limits.ListedDirectRooms);

    public Task<ImmutableArray<DirectNews>> ReadDirectNews(ImmutableArray<Guid> users, DateTimeOffset since) =>
        users.IsEmpty ? Task.FromResult(ImmutableArray<DirectNews>.Empty) : reads.ReadDirectNews(users, since);

    private static void CheckLimit(int limit)
    {
        if (limit is < 1 or > Limits.ListEntries) throw new ChatException(ErrorCode.BadPageLimit);
    }

    private static void CheckText(string? text)
    {
        if (text is not null && !IsStorable(text)) throw new ChatException(ErrorCode.BadArguments);
    }

    // PostgreSQL's texts hold no U+0000, and UTF-8 no halves of characters.
    private static bool IsStorable(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done || rune.Value == 0) return false;
            rest = rest[length..];
        }

        return true;
    }

    private static void CheckPublic(string room)
    {
        if (DirectRooms.IsDirect(room)) throw new ChatException(ErrorCode.NoSuchRoom);
    }

    /// <summary>Cuts a list that was read one entry further. A list is read on from a name, so people of one name — all but
    /// one have lost it while offline — come on one page; only a page that is full of one name is cut in its middle.</summary>
    private static ImmutableArray<T> Cut<T>(ImmutableArray<T> read, int limit, Func<T, string> name)
    {
        if (read.Length <= limit) return read;
        var end = limit;
        while (end > 0 && name(read[end - 1]) == name(read[limit])) end--;
        return read[..(end == 0 ? limit : end)];
    }
}
