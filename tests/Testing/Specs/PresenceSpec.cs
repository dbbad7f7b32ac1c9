using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>Who is online, and what gateways are told, whatever engine runs presence. Its lease is short, or tests are slow.</summary>
public abstract class PresenceSpec : PeopleSpec
{
    /// <summary>Ends the present activation, as a host does with an idle one.</summary>
    protected abstract Task EndActivation();

    [Fact]
    public async Task G9_people_are_online_with_a_report_and_offline_with_a_later_one()
    {
        var ann = await Guest("ann");
        Assert.False(await IsOnline(ann));
        using var gateway = new ToldGateway(Engine);
        Assert.True((await gateway.Has(ann.Id)).Known);
        Assert.Equal(new UserInfo(ann, true, null), await Engine.Directory.ReadUser(ann.Id));

        Assert.True((await gateway.Went(ann.Id)).Known);
        var seen = (await Engine.Directory.ReadUser(ann.Id))!;
        Assert.Equal((ann, false), (seen.User, seen.Online));
        Assert.InRange(seen.LastSeen!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task G9_the_people_of_a_gateway_that_stops_reporting_are_offline_when_its_lease_is_over()
    {
        var (ann, bob) = (await Guest("ann"), await Guest("bob"));
        using var crashed = new ToldGateway(Engine);
        using var living = new ToldGateway(Engine);
        await crashed.Has(ann.Id);
        await living.Has(bob.Id);
        await Eventually.Holds(
            async () =>
            {
                await living.Has(bob.Id);
                return !await IsOnline(ann);
            },
            "ann to be offline");
        Assert.True(await IsOnline(bob));
        await Eventually.Holds(async () => (await Engine.Directory.ReadUser(ann.Id))!.LastSeen is not null, "when she was seen");
        // It wasn't dead, only slow.
        Assert.False((await crashed.Came(ann.Id)).Known);
        Assert.True((await crashed.Has(ann.Id)).Known);
        Assert.True(await IsOnline(ann));
    }

    [Fact]
    public async Task G9_somebody_at_two_gateways_is_online_until_both_have_let_them_go()
    {
        var ann = await Guest("ann");
        using var one = new ToldGateway(Engine);
        using var other = new ToldGateway(Engine);
        await one.Has(ann.Id);
        await other.Has(ann.Id);
        await one.Went(ann.Id);
        Assert.True(await IsOnline(ann));
        await other.Went(ann.Id);
        Assert.False(await IsOnline(ann));
    }

    [Fact]
    public async Task G9_a_gateway_that_withdraws_takes_its_people_offline_at_once()
    {
        var ann = await Guest("ann");
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(ann.Id);
        await gateway.Withdraws();
        Assert.False(await IsOnline(ann));
        Assert.False((await gateway.Came(ann.Id)).Known);
        await new ToldGateway(Engine).Withdraws();
    }

    [Fact]
    public async Task G9_a_complete_report_ends_what_it_does_not_name()
    {
        var (ann, bob, eve) = (await Guest("ann"), await Guest("bob"), await Guest("eve"));
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(ann.Id, bob.Id);
        await gateway.Came(eve.Id);
        await gateway.Has(bob.Id);
        var online = await AreOnline(ann, bob, eve);
        Assert.Equal([false, true, false], online);
    }

    [Fact]
    public async Task G9_a_report_that_was_overtaken_on_its_way_changes_nothing_and_one_that_comes_twice_counts_once()
    {
        var (ann, bob) = (await Guest("ann"), await Guest("bob"));
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(ann.Id);
        var late = gateway.Next(complete: false, [], [ann.Id]);
        var newer = gateway.Next(complete: true, [ann.Id, bob.Id], []);
        Assert.True((await gateway.Send(newer)).Known);
        Assert.True((await gateway.Send(late)).Known);
        Assert.True((await gateway.Send(newer)).Known);
        var online = await AreOnline(ann, bob);
        Assert.Equal([true, true], online);
        await Engine.Presence.TellDirect(new DirectNews(DirectRooms.Name(ann.Id, ann.Id), 1, 0));
        await gateway.Hears(notice => notice.Direct is not null, "news for ann");
    }

    [Fact]
    public async Task G9_a_new_activation_knows_who_is_online_and_what_it_could_not_tell_shows_in_the_numbers()
    {
        var ann = await Guest("ann");
        using var gateway = new ToldGateway(Engine);
        var before = await gateway.Has(ann.Id);
        PresenceAnswer after = before;
        await Eventually.Holds(
            async () =>
            {
                await EndActivation();
                await Engine.Presence.TellDirect(new DirectNews(DirectRooms.Name(ann.Id, ann.Id), 1, 0));
                after = await gateway.Came();
                return after.Stream != before.Stream;
            },
            "another stream");
        Assert.True(after.Known);
        Assert.InRange(after.Sent, 1, long.MaxValue);
        Assert.True(await IsOnline(ann));
    }

    [Fact]
    public async Task Notices_to_a_gateway_have_consecutive_numbers_of_one_stream()
    {
        var ann = await Guest("ann");
        using var gateway = new ToldGateway(Engine);
        var first = await gateway.Has(ann.Id);
        var room = DirectRooms.Name(ann.Id, ann.Id);
        for (var i = 0; i < 20; i++) await Engine.Presence.TellDirect(new DirectNews(room, 1, i));
        await gateway.Hears(notice => notice.Direct?.After == 19, "the last news");
        var batches = gateway.Batches.OrderBy(batch => batch.First).ToList();
        Assert.All(batches, batch => Assert.Equal(first.Stream, batch.Stream));
        Assert.Equal(Enumerable.Range((int)first.Sent + 1, batches.Count).Select(i => (long)i), batches.Select(batch => batch.First));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => new DirectNews(room, 1, i)), batches.SelectMany(batch => batch.Notices).Select(notice => notice.Direct).OfType<DirectNews>());
        Assert.Equal(new PresenceAnswer(true, first.Stream, batches[^1].First), await gateway.Came());
    }

    [Fact]
    public async Task Direct_news_goes_to_the_gateways_of_both_people_and_to_no_other()
    {
        var (ann, bob, eve) = (await Guest("ann"), await Guest("bob"), await Guest("eve"));
        using var anns = new ToldGateway(Engine);
        using var bobs = new ToldGateway(Engine);
        using var eves = new ToldGateway(Engine);
        await anns.Has(ann.Id);
        await bobs.Has(bob.Id, ann.Id);
        await eves.Has(eve.Id);
        var news = new DirectNews(DirectRooms.Name(ann.Id, bob.Id), 3, 7);
        await Engine.Presence.TellDirect(news);
        await Engine.Presence.TellDirect(news with { Room = "lobby" });
        await Engine.Presence.TellDirect(news with { Room = DirectRooms.Name(eve.Id, eve.Id) });
        await anns.Hears(notice => notice.Direct == news, "news at ann's");
        await bobs.Hears(notice => notice.Direct == news, "news at bob's");
        await eves.Hears(notice => notice.Direct is not null, "news at eve's");
        Assert.Single(bobs.Notices, notice => notice.Kind == NoticeKind.Direct);
        Assert.DoesNotContain(eves.Notices, notice => notice.Direct == news);
    }

    [Fact]
    public async Task A_new_name_is_told_where_its_bearer_is()
    {
        var (ann, bob) = (await Guest("ann"), await Guest("bob"));
        using var anns = new ToldGateway(Engine);
        using var bobs = new ToldGateway(Engine);
        await anns.Has(ann.Id);
        await bobs.Has(bob.Id);
        await Engine.Presence.TellRenamed(ann with { Name = "Anna" });
        await Engine.Presence.TellRenamed(bob);
        await anns.Hears(notice => notice.Kind == NoticeKind.Renamed, "ann's new name");
        await bobs.Hears(notice => notice.Kind == NoticeKind.Renamed, "bob's name");
        Assert.Equal("Anna", anns.Notices.Single(notice => notice.Kind == NoticeKind.Renamed).Who!.Name);
        Assert.Equal(bob, bobs.Notices.Single(notice => notice.Kind == NoticeKind.Renamed).Who);
    }

    [Fact]
    public async Task An_announcement_reaches_every_gateway_and_is_a_text_like_others()
    {
        using var one = new ToldGateway(Engine);
        using var other = new ToldGateway(Engine);
        await one.Has();
        await other.Has();
        var text = $"We close at {Guid.NewGuid():N}.";
        await Engine.Presence.Announce(text);
        foreach (var gateway in new[] { one, other })
            await gateway.Hears(notice => notice is { Kind: NoticeKind.Announcement } && notice.Text == text, "the announcement");
        Assert.Equal(ErrorCode.EmptyText, await Refused(Engine.Presence.Announce(" ")));
        Assert.Equal(ErrorCode.BadText, await Refused(Engine.Presence.Announce("\a")));
    }
}
