using System.Security.Cryptography;
using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>Memberships that last as long as somebody is connected, whatever engine runs users and rooms.</summary>
public abstract class VisitSpec : PeopleSpec
{
    [Fact]
    public async Task A_visit_ends_with_the_last_connection()
    {
        var (ann, room) = (await Guest("ann"), RoomName());
        var arrival = await Arrives(ann);
        Assert.True((await Visits(ann, room)).IsNew);
        Assert.Equal([ann.Id], await MembersOf(room));
        await Engine.User(ann.Id).EndVisits(arrival);
        Assert.Empty(await MembersOf(room));
        var page = await Engine.Room(room).Read(new ReadRequest(ReadDirection.After, 0, 10));
        Assert.Equal([EventKind.Join, EventKind.Leave], page.Events.Select(e => e.Kind));
        Assert.Equal(ann, page.Events[1].Actor);
    }

    [Fact]
    public async Task A_visit_does_not_end_while_another_gateway_says_that_its_user_is_online()
    {
        var (ann, room) = (await Guest("ann"), RoomName());
        var arrival = await Arrives(ann);
        await Visits(ann, room);
        using var other = new ToldGateway(Engine);
        await other.Has(ann.Id);
        await Engine.User(ann.Id).EndVisits(arrival);
        Assert.Equal([ann.Id], await MembersOf(room));
        // That gateway itself may end it, whatever it has said before.
        await Engine.User(ann.Id).EndVisits(new Arrival(other.Id, Guid.NewGuid()));
        Assert.Empty(await MembersOf(room));
    }

    [Fact]
    public async Task A_visit_does_not_end_while_its_user_is_just_arriving_elsewhere()
    {
        var (ann, room) = (await Guest("ann"), RoomName());
        var (here, there) = (await Arrives(ann), await Arrives(ann, "there"));
        await Visits(ann, room);
        await Engine.User(ann.Id).EndVisits(here);
        Assert.Equal([ann.Id], await MembersOf(room));
        // And has come back meanwhile.
        var again = await Arrives(ann, "there");
        await Engine.User(ann.Id).EndVisits(there);
        Assert.Equal([ann.Id], await MembersOf(room));
        await Engine.User(ann.Id).EndVisits(again);
        Assert.Empty(await MembersOf(room));
    }

    [Fact]
    public async Task A_membership_that_was_there_before_a_visit_stays()
    {
        var (ann, room) = (await Guest("ann"), RoomName());
        await Joins(ann, room);
        Assert.False((await Visits(ann, room)).IsNew);
        await Engine.User(ann.Id).EndVisits(null);
        Assert.Equal([ann.Id], await MembersOf(room));
    }

    [Fact]
    public async Task A_visit_that_is_to_stay_is_a_membership_like_others()
    {
        var (ann, one, two, three) = (await Guest("ann"), RoomName(), RoomName(), RoomName());
        foreach (var room in new[] { one, two, three }) await Visits(ann, room);
        await Engine.User(ann.Id).Stay(two);
        await Engine.User(ann.Id).EndVisits(null);
        Assert.Equal((0, 1, 0), ((await MembersOf(one)).Count, (await MembersOf(two)).Count, (await MembersOf(three)).Count));
        await Visits(ann, three);
        await Engine.User(ann.Id).Stay(null);
        await Engine.User(ann.Id).EndVisits(null);
        Assert.Equal([ann.Id], await MembersOf(three));
    }

    [Fact]
    public async Task Who_leaves_a_visited_room_and_joins_it_again_is_a_member_like_others()
    {
        var (ann, room) = (await Guest("ann"), RoomName());
        await Visits(ann, room);
        await Engine.Room(room).Leave(new LeaveRequest(ann, Guid.NewGuid()));
        await Joins(ann, room);
        await Engine.User(ann.Id).EndVisits(null);
        Assert.Equal([ann.Id], await MembersOf(room));
    }

    [Fact]
    public async Task A_visit_that_is_asked_for_again_after_its_answer_was_lost_is_the_same_visit()
    {
        var (ann, room) = (await Guest("ann"), RoomName());
        var request = new VisitRequest(room, new JoinRequest(ann, Guid.NewGuid()));
        Assert.True((await Engine.User(ann.Id).Visit(request)).IsNew);
        Assert.True((await Engine.User(ann.Id).Visit(request)).IsNew);
        await Engine.User(ann.Id).EndVisits(null);
        Assert.Empty(await MembersOf(room));
    }

    [Fact]
    public async Task A_visit_ends_when_each_gateway_has_said_that_its_user_is_gone_whatever_it_has_reported()
    {
        var (ann, room) = (await Guest("ann"), RoomName());
        using var one = new ToldGateway(Engine);
        using var other = new ToldGateway(Engine);
        var (here, there) = (await Arrives(ann, one.Id), await Arrives(ann, other.Id));
        await one.Has(ann.Id);
        await other.Has(ann.Id);
        await Visits(ann, room);
        await Engine.User(ann.Id).EndVisits(here);
        Assert.Equal([ann.Id], await MembersOf(room));
        // Nothing of this is in what they report yet.
        await Engine.User(ann.Id).EndVisits(there);
        Assert.Empty(await MembersOf(room));
    }

    [Fact]
    public async Task Who_has_no_session_left_leaves_all_rooms_but_direct_ones()
    {
        var (ann, bob) = (new byte[32], await Guest("bob"));
        RandomNumberGenerator.Fill(ann);
        var id = Guid.NewGuid();
        var actor = (await Engine.User(id).OpenSession(new OpenSessionRequest(NewName(), ann, TimeSpan.FromHours(1)))).User;
        var second = RandomNumberGenerator.GetBytes(32);
        await Engine.User(id).OpenSession(new OpenSessionRequest(actor.Name, second, TimeSpan.FromHours(1)));
        var room = RoomName();
        await Joins(actor, room);
        await Joins(bob, room);
        await Engine.User(id).CloseSession(ann);
        Assert.Equal(2, (await MembersOf(room)).Count);
        var direct = DirectRooms.Name(id, bob.Id);
        await Engine.Room(direct).Write(WriteRequest.Message(actor, Guid.NewGuid(), "bye"));
        await Engine.User(id).CloseSession(second);
        Assert.Equal([bob.Id], await MembersOf(room));
        Assert.Contains(await Engine.Directory.ReadRoomsOf(bob.Id), mine => mine.Room == direct && mine.With == actor);
    }

    protected static string RoomName() => $"room-{Guid.NewGuid():N}";

    protected async Task<Arrival> Arrives(Actor person, string gateway = "here")
    {
        var arrival = new Arrival(gateway, Guid.NewGuid());
        await Engine.User(person.Id).Arrive(arrival);
        return arrival;
    }

    protected Task<Membership> Visits(Actor person, string room) =>
        Engine.User(person.Id).Visit(new VisitRequest(room, new JoinRequest(person, Guid.NewGuid())));

    /// <summary>Joins to stay, as gateways do it.</summary>
    protected async Task<Membership> Joins(Actor person, string room)
    {
        await Engine.User(person.Id).Stay(room);
        return await Engine.Room(room).Join(new JoinRequest(person, Guid.NewGuid()));
    }

    protected async Task<IReadOnlyList<Guid>> MembersOf(string room) =>
        [.. (await Engine.Directory.ReadMembers(room, null, 100)).Members.Select(member => member.User.Id)];
}

/// <summary>The same where nobody says that people went. The engine's hold and lease are short.</summary>
public abstract class ForgottenVisitSpec : VisitSpec
{
    [Fact]
    public async Task G9_visits_of_people_whose_gateway_crashed_end_a_while_after_its_lease_and_nobody_elses()
    {
        var (ann, bob, eve, room) = (await Guest("ann"), await Guest("bob"), await Guest("eve"), RoomName());
        using var crashed = new ToldGateway(Engine);
        using var living = new ToldGateway(Engine);
        await crashed.Has(ann.Id, bob.Id);
        await living.Has(bob.Id);
        foreach (var person in new[] { ann, bob }) await Visits(person, room);
        await Joins(eve, room);
        await Eventually.Holds(
            async () =>
            {
                await living.Has(bob.Id);
                return !(await MembersOf(room)).Contains(ann.Id);
            },
            "ann's visit to end");
        Assert.Equal(new[] { bob.Id, eve.Id }.Order(), (await MembersOf(room)).Order());
    }

    [Fact]
    public async Task Whose_sessions_have_all_expired_leaves_all_rooms_but_direct_ones_a_while_later()
    {
        var (ann, bob, eve, room) = (await Expired(), await Guest("bob"), await Expired(), RoomName());
        foreach (var person in new[] { ann, bob, eve }) await Joins(person, room);
        var direct = DirectRooms.Name(ann.Id, bob.Id);
        await Engine.Room(direct).Write(WriteRequest.Message(ann, Guid.NewGuid(), "bye"));
        // Bob has one that holds, too. The others' first ones may be forgotten already, before they joined.
        await Expired(bob);
        await Expired(ann);
        await Eventually.Holds(async () => !(await MembersOf(room)).Contains(ann.Id), "ann to be gone");
        // When eve goes behind her, whatever became of bob's is done.
        await Expired(eve);
        await Eventually.Holds(async () => !(await MembersOf(room)).Contains(eve.Id), "eve to be gone");
        Assert.Equal([bob.Id], await MembersOf(room));
        Assert.Contains(await Engine.Directory.ReadRoomsOf(ann.Id), mine => mine.Room == direct);
        // Nobody can write to her any more.
        Assert.Equal((null, bob), (await Engine.Directory.FindUser(ann.Name), (await Engine.Directory.FindUser(bob.Name))!.User));
    }

    /// <summary>Gives somebody, or somebody new, a session that is over at once.</summary>
    private async Task<Actor> Expired(Actor? person = null)
    {
        var request = new OpenSessionRequest(person?.Name ?? NewName(), RandomNumberGenerator.GetBytes(32), TimeSpan.FromMilliseconds(1));
        return (await Engine.User(person?.Id ?? Guid.NewGuid()).OpenSession(request)).User;
    }
}
