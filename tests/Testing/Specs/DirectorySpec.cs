using System.Collections.Immutable;
using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>What can be looked up, whatever engine runs it.</summary>
public abstract class DirectorySpec : PeopleSpec
{
    private IDirectoryGrain Directory => Engine.Directory;

    /// <summary>Makes two people's direct room, with so many messages of the first one, each at its time.</summary>
    protected abstract Task HaveTalked(Actor one, Actor other, params DateTimeOffset[] times);

    /// <summary>Gives somebody's name to them, as those who are online have it.</summary>
    protected abstract Task HoldName(Actor person);

    [Fact]
    public async Task Somebody_is_found_by_their_name_and_by_names_that_look_like_it()
    {
        var ann = await Guest("ann");
        await HoldName(ann);
        Assert.Equal(new UserInfo(ann, false, null), await Directory.FindUser(ann.Name));
        Assert.Equal(ann, (await Directory.FindUser(ann.Name.ToUpperInvariant()))!.User);
        Assert.Null(await Directory.FindUser(ann.Name + "x"));
        Assert.Equal(ann, (await Directory.ReadUser(ann.Id))!.User);
        Assert.Null(await Directory.ReadUser(Guid.NewGuid()));
    }

    [Fact]
    public async Task Who_is_online_is_listed_by_name_in_a_room_and_in_all()
    {
        var room = $"online-{Guid.NewGuid():N}";
        var people = new[] { await Guest("dan"), await Guest("bob"), await Guest("ann"), await Guest("cat"), await Guest("eve") };
        foreach (var person in people[..4]) await person.Joins(Engine.Room(room));
        using var one = new ToldGateway(Engine);
        using var other = new ToldGateway(Engine);
        await one.Has(people[0].Id, people[2].Id, people[4].Id);
        await other.Has(people[1].Id, people[2].Id);

        var page = await Directory.ReadOnline(room, null, 2);
        Assert.Equal((3, true), (page.Total, page.More));
        Assert.Equal([people[2], people[1]], page.Users.AsEnumerable());
        var rest = await Directory.ReadOnline(room, page.Users[^1].Name, 2);
        Assert.Equal((3, false), (rest.Total, rest.More));
        Assert.Equal([people[0]], rest.Users.AsEnumerable());
        Assert.Equal((3, 0, false), (await Directory.ReadOnline(room, "z", 2)) is var end ? (end.Total, end.Users.Length, end.More) : default);

        var everybody = await All(after => Directory.ReadOnline(null, after, 3), found => found.Users, user => user.Name, found => found.More);
        Assert.Equal([people[2], people[1], people[0], people[4]], everybody.Where(people.Contains));
        Assert.Equal(everybody.Select(user => user.Name).Order(StringComparer.Ordinal), everybody.Select(user => user.Name));
    }

    [Fact]
    public async Task Members_are_listed_by_name_with_what_they_may_do_and_whether_they_are_online()
    {
        var room = $"members-{Guid.NewGuid():N}";
        var (bob, ann, cat) = (await Guest("bob"), await Guest("ann"), await Guest("cat"));
        foreach (var person in new[] { bob, ann, cat }) await person.Joins(Engine.Room(room));
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(cat.Id);
        var page = await Directory.ReadMembers(room, null, 2);
        Assert.Equal((room, true), (page.Room, page.More));
        Assert.Equal([new MemberInfo(ann, MemberRole.Member, false), new MemberInfo(bob, MemberRole.Moderator, false)], page.Members.AsEnumerable());
        page = await Directory.ReadMembers(room, bob.Name, 2);
        Assert.False(page.More);
        Assert.Equal([new MemberInfo(cat, MemberRole.Member, true)], page.Members.AsEnumerable());
        await bob.Leaves(Engine.Room(room));
        Assert.Equal([ann, cat], (await Directory.ReadMembers(room, null, 200)).Members.Select(member => member.User));
    }

    [Fact]
    public async Task Rooms_are_listed_by_name_and_searched_whatever_the_case()
    {
        var (mark, ann) = ($"M{Guid.NewGuid():N}", await Guest("ann"));
        var names = new[] { $"1{mark}", $"B{mark}x", $"a{mark}", $"z{mark.ToLowerInvariant()}" };
        foreach (var name in names.Reverse()) await ann.Joins(Engine.Room(name));
        await ann.Joins(Engine.Room("unmarked"));
        await HaveTalked(ann, ann);
        var page = await Directory.ReadRooms(mark, null, 3);
        Assert.True(page.More);
        Assert.Equal(names[..3], page.Rooms.Select(room => room.Name));
        page = await Directory.ReadRooms(mark.ToUpperInvariant(), names[2], 3);
        Assert.False(page.More);
        Assert.Equal(names[3..], page.Rooms.Select(room => room.Name));
        Assert.Equal([names[1]], (await Directory.ReadRooms(mark + "x", null, 3)).Rooms.Select(room => room.Name));
        Assert.Empty((await Directory.ReadRooms($"%{mark[1..]}", null, 3)).Rooms);

        var all = await All(after => Directory.ReadRooms(null, after, 2), found => found.Rooms, room => room.Name, found => found.More);
        Assert.DoesNotContain(all, room => DirectRooms.IsDirect(room.Name));
        Assert.Equal(names, all.Select(room => room.Name).Where(name => name.Contains(mark, StringComparison.OrdinalIgnoreCase)));
        var room = Assert.IsType<RoomInfo>(await Directory.ReadRoom(names[0]));
        Assert.Equal((names[0], null, 1), (room.Name, room.Topic, room.Members));
        Assert.InRange(room.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Contains(room, all);
    }

    [Fact]
    public async Task Text_that_no_name_can_hold_is_refused_or_found_nowhere_and_harms_nobody()
    {
        const string Text = "a\0b";
        var ann = await Guest("ann");
        await ann.Joins(Engine.Room("here"));
        // Often: a database's connection remembers statements that came often.
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await Directory.FindUser(Text));
            Assert.Equal(ErrorCode.BadArguments, await Refused(Directory.ReadRooms(Text, null, 10)));
            Assert.Equal(ErrorCode.BadArguments, await Refused(Directory.ReadRooms(null, Text, 10)));
            Assert.Equal(ErrorCode.BadArguments, await Refused(Directory.ReadOnline("here", Text, 10)));
            Assert.Equal(ErrorCode.BadArguments, await Refused(Directory.ReadMembers("here", Text, 10)));
        }

        Assert.Equal(ann, (await Directory.FindUser(ann.Name))!.User);
        Assert.Contains(await All(after => Directory.ReadRooms(null, after, 200), found => found.Rooms, room => room.Name, found => found.More), room => room.Name == "here");
    }

    [Fact]
    public async Task Direct_rooms_are_in_no_list_but_their_own_people_s()
    {
        var (ann, bob, eve) = (await Guest("ann"), await Guest("bob"), await Guest("eve"));
        var open = $"open-{Guid.NewGuid():N}";
        await ann.Joins(Engine.Room(open));
        await ann.Says(Engine.Room(open), "hello");
        var at = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await HaveTalked(ann, bob, at, at.AddSeconds(1));
        var room = DirectRooms.Name(ann.Id, bob.Id);

        var anns = await Directory.ReadRoomsOf(ann.Id);
        Assert.Equal([room, open], anns.Select(belonging => belonging.Room));
        Assert.Equal((bob, 2L, at.AddSeconds(1), null), (anns[0].With, anns[0].Head, anns[0].LastAt, anns[0].Topic));
        Assert.Equal((null, MemberRole.Moderator, 2L), (anns[1].With, anns[1].Role, anns[1].Head));
        Assert.Equal(ann, (await Directory.ReadRoomsOf(bob.Id)).Single().With);
        Assert.Empty(await Directory.ReadRoomsOf(eve.Id));
        Assert.Null(await Directory.ReadRoom(room));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(Directory.ReadMembers(room, null, 10)));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(Directory.ReadOnline(room, null, 10)));
        Assert.Empty((await Directory.ReadRooms(ann.Id.ToString("N"), null, 10)).Rooms);
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_too_much_is_refused()
    {
        var nowhere = $"nowhere-{Guid.NewGuid():N}";
        Assert.Null(await Directory.ReadRoom(nowhere));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(Directory.ReadMembers(nowhere, null, 10)));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(Directory.ReadOnline(nowhere, null, 10)));
        foreach (var limit in new[] { 0, -1, Limits.ListEntries + 1, int.MaxValue })
        {
            Assert.Equal(ErrorCode.BadPageLimit, await Refused(Directory.ReadMembers("lobby", null, limit)));
            Assert.Equal(ErrorCode.BadPageLimit, await Refused(Directory.ReadOnline(null, null, limit)));
            Assert.Equal(ErrorCode.BadPageLimit, await Refused(Directory.ReadRooms(null, null, limit)));
        }
    }

    [Fact]
    public async Task News_of_direct_rooms_is_found_from_a_time_on()
    {
        var (ann, bob, eve) = (await Guest("ann"), await Guest("bob"), await Guest("eve"));
        var at = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await HaveTalked(ann, bob, at, at.AddSeconds(10), at.AddSeconds(20));
        await HaveTalked(eve, ann, at);
        var (anns, eves) = (DirectRooms.Name(ann.Id, bob.Id), DirectRooms.Name(eve.Id, ann.Id));
        await News(at, [ann, bob], (anns, 0), (eves, 0));
        await News(at.AddSeconds(1), [ann, bob, eve], (anns, 1));
        await News(at.AddSeconds(20), [bob], (anns, 2));
        await News(at.AddSeconds(21), [ann, bob, eve]);
        await News(at, [eve], (eves, 0));
        await News(at, []);

        async Task News(DateTimeOffset since, Actor[] people, params (string, long)[] rooms)
        {
            var news = await Directory.ReadDirectNews([.. people.Select(person => person.Id)], since);
            Assert.Equal(rooms.Order(), news.Select(found => (found.Room, found.After)).Order());
            Assert.All(news, found => Assert.True(found.Epoch >= 1));
        }
    }

    private static async Task<List<T>> All<TPage, T>(
        Func<string?, Task<TPage>> read, Func<TPage, ImmutableArray<T>> entries, Func<T, string> name, Func<TPage, bool> more)
    {
        var all = new List<T>();
        while (true)
        {
            var page = await read(all.Count == 0 ? null : name(all[^1]));
            all.AddRange(entries(page));
            if (!more(page)) return all;
        }
    }
}
