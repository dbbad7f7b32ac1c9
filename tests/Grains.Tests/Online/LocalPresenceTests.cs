using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Online;
using OrleansChat.Testing;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Online;

public sealed class LocalPresenceTests : PresenceSpec
{
    private readonly MemoryTables _tables = new();
    private readonly LocalEngine _engine;

    public LocalPresenceTests() => _engine = LocalEngines.Create(_tables, presence: Short);

    private static PresenceOptions Short => new() { Lease = TimeSpan.FromSeconds(2) };

    protected override IChatEngine Engine => _engine;

    protected override Task EndActivation() => _engine.EndIdle(TimeSpan.Zero);

    [Fact]
    public async Task G9_whoever_went_holds_their_name_for_a_minute_from_then_on_or_from_the_end_of_the_lease()
    {
        var (ann, bob) = (await Guest("ann"), await Guest("bob"));
        var long_ago = DateTimeOffset.UtcNow.AddHours(-1);
        _tables.Use(t => t.Names[TextRules.NameKey(ann.Name)] = (ann.Id, long_ago));
        _tables.Use(t => t.Names[TextRules.NameKey(bob.Name)] = (bob.Id, long_ago));
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(bob.Id);
        // Too short a visit to be told of; the name was held all the same.
        await gateway.Went(ann.Id);
        Assert.InRange(HeldUntil(ann), DateTimeOffset.UtcNow.AddSeconds(30), DateTimeOffset.UtcNow.AddSeconds(61));
        Assert.Equal(long_ago, HeldUntil(bob));
        var end = _tables.Use(t => t.Gateways[gateway.Id]);
        await Eventually.Holds(() => Task.FromResult(HeldUntil(bob) > long_ago), "the end of the lease");
        Assert.Equal(end.AddSeconds(60), HeldUntil(bob));

        DateTimeOffset HeldUntil(Actor person) => _tables.Use(t => t.Names[TextRules.NameKey(person.Name)].HeldUntil);
    }

    [Fact]
    public async Task G9_two_activations_harm_nobody_and_each_learns_what_the_other_one_took()
    {
        await using var second = LocalEngines.Create(_tables, presence: Short);
        var (ann, bob) = (await Guest("ann"), await Guest("bob"));
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(ann.Id);
        Assert.True((await second.Presence.Report(gateway.Next(complete: false, [bob.Id], []))).Known);
        var online = await AreOnline(ann, bob);
        Assert.Equal([true, true], online);
        // The first one took no report of Bob.
        await Eventually.Holds(
            async () =>
            {
                await second.Presence.Report(gateway.Next(complete: false, [], []));
                await Engine.Presence.TellRenamed(bob);
                return gateway.Notices.Any(notice => notice.Who == bob);
            },
            "the first activation to know bob");
        // And neither did the second one of Ann.
        await second.Presence.TellRenamed(ann);
        await gateway.Hears(notice => notice.Who == ann, "ann's name from the second one");
    }

    [Fact]
    public async Task Visits_are_told_to_all_when_a_user_s_first_gateway_comes_and_the_last_one_goes()
    {
        await using var engine = LocalEngines.Create(_tables, presence: new PresenceOptions { AnnounceVisits = true });
        var ann = await Guest("ann");
        using var one = new ToldGateway(engine);
        using var other = new ToldGateway(engine);
        await one.Has();
        await other.Has(ann.Id);
        await one.Came(ann.Id);
        await one.Went(ann.Id);
        await other.Withdraws();
        await one.Hears(notice => notice.Kind == NoticeKind.Offline, "that ann went");
        Assert.Equal([(NoticeKind.Online, ann), (NoticeKind.Offline, ann)], one.Notices.Select(notice => (notice.Kind, notice.Who!)));
    }

    [Fact]
    public async Task Visits_are_nobody_s_business_by_default()
    {
        var ann = await Guest("ann");
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(ann.Id);
        await gateway.Went(ann.Id);
        await Engine.Presence.Announce("the end");
        await gateway.Hears(notice => notice.Text == "the end", "the end");
        Assert.Single(gateway.Notices);
    }

    [Fact]
    public async Task An_announcement_by_the_clock_comes_again_and_again()
    {
        var clock = new AnnouncementOptions { Every = TimeSpan.FromMilliseconds(50), Text = "Be kind." };
        await using var engine = LocalEngines.Create(_tables, announcements: clock);
        using var gateway = new ToldGateway(engine);
        await gateway.Has();
        await Eventually.Holds(() => Task.FromResult(gateway.Notices.Count(notice => notice.Text == "Be kind.") > 2), "three announcements");
    }
}
