using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>What happens when somebody takes another name, whatever engine runs them and their rooms.</summary>
public abstract class RenameSpec : EngineSpec
{
    private Task<Actor> Renames(Actor user, string name, Guid? id = null, bool takeSuggestion = false) =>
        Engine.User(user.Id).Rename(new RenameRequest(name, id ?? Guid.NewGuid(), takeSuggestion));

    [Fact]
    public async Task G1_a_new_name_is_one_event_in_each_of_the_users_rooms_and_in_no_other()
    {
        var (ann, bob) = (await NewUser(), await NewUser());
        var (first, second, left, others) = (NewRoom(), NewRoom(), NewRoom(), NewRoom());
        foreach (var room in new[] { first, second, left }) await ann.Joins(room);
        await ann.Leaves(left);
        await bob.Joins(others);
        var direct = Engine.Room(DirectRooms.Name(ann.Id, bob.Id));
        await ann.Says(direct, "hello");

        var (name, id) = (NewName(), Guid.NewGuid());
        Assert.Equal(ann with { Name = name }, await Renames(ann, name, id));
        foreach (var room in new[] { first, second })
        {
            var e = (await room.Newest()).Events[^1];
            Assert.Equal((2, EventKind.Rename, ann, id, name), (e.Seq, e.Kind, e.Actor, e.Id, e.Text));
        }

        foreach (var room in new[] { left, others, direct }) Assert.DoesNotContain((await room.Newest()).Events, e => e.Kind == EventKind.Rename);
    }

    [Fact]
    public async Task G3_the_same_rename_again_is_the_same_one()
    {
        var (ann, room, name, id) = (await NewUser(), NewRoom(), NewName(), Guid.NewGuid());
        await ann.Joins(room);
        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Renames(ann, name, id)));
        Assert.All(results, result => Assert.Equal(name, result.Name));
        Assert.Equal(name, (await Renames(ann, name, id)).Name);
        Assert.Equal(2, (await room.Newest()).Head);

        // Late, behind another one: it doesn't turn the name back.
        var later = NewName();
        await Renames(ann, later);
        Assert.Equal(name, (await Renames(ann, name, id)).Name);
        Assert.Equal(later, (await Engine.User(ann.Id).Arrive(null)).Name);
        Assert.Equal(3, (await room.Newest()).Head);
    }

    [Fact]
    public async Task The_old_name_is_free_and_the_new_one_is_not()
    {
        var (ann, name) = (await NewUser(), NewName());
        await Renames(ann, name);
        Assert.Equal(ErrorCode.NameTaken, await Refused(Opens(Guid.NewGuid(), name)));
        await NewUser(ann.Name);
    }

    [Fact]
    public async Task Every_later_answer_bears_the_new_name()
    {
        var (user, hash, name) = (Guid.NewGuid(), new byte[32], NewName());
        await Engine.User(user).OpenSession(new OpenSessionRequest(NewName(), hash, TimeSpan.FromHours(1)));
        await Renames(new Actor(user, ""), name);
        Assert.Equal(name, (await Engine.User(user).Authenticate(hash)).User.Name);
        Assert.Equal(name, (await Opens(user, NewName())).User.Name);
        Assert.Equal(name, (await Engine.User(user).Arrive(null)).Name);
    }

    [Fact]
    public async Task A_name_that_is_taken_changes_nothing_unless_one_like_it_will_do()
    {
        var (ann, bob, room) = (await NewUser(), await NewUser(), NewRoom());
        await ann.Joins(room);
        var refused = await Assert.ThrowsAsync<ChatException>(() => Renames(ann, bob.Name));
        Assert.Equal((ErrorCode.NameTaken, $"{bob.Name}2"), (refused.Code, refused.Suggestion));
        Assert.Equal(1, (await room.Newest()).Head);

        Assert.Equal($"{bob.Name}2", (await Renames(ann, bob.Name, takeSuggestion: true)).Name);
        // Asked again, it is what the user has already.
        Assert.Equal($"{bob.Name}2", (await Renames(ann, bob.Name, takeSuggestion: true)).Name);
        Assert.Equal(2, (await room.Newest()).Head);
    }

    [Fact]
    public async Task Ones_own_name_changes_nothing_and_another_spelling_of_it_is_another_name()
    {
        var (ann, room) = (await NewUser(), NewRoom());
        await ann.Joins(room);
        Assert.Equal(ann, await Renames(ann, ann.Name));
        Assert.Equal(1, (await room.Newest()).Head);
        Assert.Equal(ann.Name.ToUpperInvariant(), (await Renames(ann, ann.Name.ToUpperInvariant())).Name);
        Assert.Equal(2, (await room.Newest()).Head);
    }

    [Fact]
    public async Task Renames_at_once_are_told_one_after_another()
    {
        var (ann, room) = (await NewUser(), NewRoom());
        await ann.Joins(room);
        var names = Enumerable.Range(0, 5).Select(_ => NewName()).ToList();
        await Task.WhenAll(names.Select(name => Renames(ann, name)));
        var events = (await room.After(1, 10)).Events;
        Assert.Equal(names.Order(), events.Select(e => e.Text).Order());
        Assert.Equal(events.Select(e => e.Text).SkipLast(1), events.Select(e => e.Actor.Name).Skip(1));
        Assert.Equal(events[^1].Text, (await Engine.User(ann.Id).Arrive(null)).Name);
    }

    [Fact]
    public async Task Bad_names_and_nobodies_renames_are_refused()
    {
        var ann = await NewUser();
        Assert.Equal(ErrorCode.BadName, await Refused(Renames(ann, "@ann")));
        Assert.Equal(ErrorCode.NoSuchUser, await Refused(Renames(People.Person("nobody"), NewName())));
    }
}
