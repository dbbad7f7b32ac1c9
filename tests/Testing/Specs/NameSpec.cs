using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>Whose a name is, whatever engine runs the users.</summary>
public abstract class NameSpec : EngineSpec
{
    [Fact]
    public async Task A_name_is_one_persons_and_the_next_one_is_offered_another_one_that_is_free()
    {
        var name = NewName();
        await NewUser(name);
        var refused = await Assert.ThrowsAsync<ChatException>(() => Opens(Guid.NewGuid(), name));
        Assert.Equal((ErrorCode.NameTaken, $"{name}2"), (refused.Code, refused.Suggestion));
        Assert.Equal($"{name}2", (await NewUser(refused.Suggestion)).Name);
        Assert.Equal($"{name}3", (await Assert.ThrowsAsync<ChatException>(() => Opens(Guid.NewGuid(), name))).Suggestion);
    }

    [Fact]
    public async Task A_name_that_looks_like_a_taken_one_is_taken()
    {
        var name = NewName("Ann Lee ");
        await NewUser(name);
        foreach (var alike in new[] { name.ToUpperInvariant(), name.Replace(' ', '_'), name.Replace("Ann", "\uff21nn", StringComparison.Ordinal) })
            Assert.Equal(ErrorCode.NameTaken, await Refused(Opens(Guid.NewGuid(), alike)));
    }

    [Fact]
    public async Task Who_takes_what_is_offered_gets_a_name_at_once_and_many_at_once_get_one_each()
    {
        var name = NewName();
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Opens(Guid.NewGuid(), name, takeSuggestion: true)));
        var names = opened.Select(session => session.User.Name).ToList();
        Assert.Contains(name, names);
        Assert.Equal(6, names.Select(TextRules.NameKey).Distinct().Count());
        Assert.All(names, given => Assert.StartsWith(name, given, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_who_ask_for_a_name_at_once_one_gets_it_and_the_others_are_nobody()
    {
        var name = NewName();
        var users = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToList();
        var outcomes = await Task.WhenAll(users.Select(user => Record.ExceptionAsync(() => Opens(user, name))));
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.OfType<Exception>(), refused => Assert.Equal(ErrorCode.NameTaken, ((ChatException)refused).Code));
        foreach (var user in users.Where((_, i) => outcomes[i] is not null))
            Assert.Equal(ErrorCode.NoSuchUser, await Refused(Engine.User(user).Arrive(null)));
    }

    [Fact]
    public async Task An_offered_name_is_no_longer_than_a_name_may_be()
    {
        var name = NewName().PadRight(Limits.NameLength, 'x');
        await NewUser(name);
        var given = (await Opens(Guid.NewGuid(), name, takeSuggestion: true)).User.Name;
        Assert.Equal(name[..^1] + "2", given);
    }

    [Fact]
    public async Task When_all_numbers_are_taken_a_part_of_the_users_id_makes_a_name()
    {
        var name = NewName();
        await NewUser(name);
        for (var number = 2; number < 100; number++) await NewUser($"{name}{number}");
        var user = Guid.NewGuid();
        Assert.Equal($"{name}-{user.ToString("N")[^8..]}", (await Opens(user, name, takeSuggestion: true)).User.Name);
    }

    [Fact]
    public async Task Who_exists_keeps_the_name_they_have_whatever_a_new_session_asks_for()
    {
        var ann = await NewUser();
        Assert.Equal(ann, (await Opens(ann.Id, NewName())).User);
        Assert.Equal(ann, await Engine.User(ann.Id).Arrive(null));
        Assert.Equal(ann, await Engine.User(ann.Id).Arrive(null));
    }

    [Fact]
    public async Task Who_ends_their_last_session_gives_the_name_up_at_once()
    {
        var (ann, name) = (Guid.NewGuid(), NewName());
        var (first, second) = (new byte[32], Enumerable.Repeat((byte)1, 32).ToArray());
        foreach (var hash in new[] { first, second })
            await Engine.User(ann).OpenSession(new OpenSessionRequest(name, hash, TimeSpan.FromHours(1)));
        await Engine.User(ann).CloseSession(first);
        Assert.Equal(ErrorCode.NameTaken, await Refused(Opens(Guid.NewGuid(), name)));
        await Engine.User(ann).CloseSession(second);
        Assert.Equal(name, (await Opens(Guid.NewGuid(), name)).User.Name);
    }

    [Fact]
    public async Task Nobody_arrives_who_is_nobody() => Assert.Equal(ErrorCode.NoSuchUser, await Refused(Engine.User(Guid.NewGuid()).Arrive(null)));
}
