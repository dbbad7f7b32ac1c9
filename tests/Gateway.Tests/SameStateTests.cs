using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests;

/// <summary>
/// G5 for what happens to messages: whatever a client missed, and in whatever order pages and events reach it, the
/// rules of docs/protocol.md lead it to what the room's pages show. Random scripts; a failing seed replays its script.
/// </summary>
public sealed class SameStateTests : LocalGateway
{
    private static readonly string[] Emoji = ["👍", "🎉", "❤️"];

    protected override (string, string)[] Settings =>
    [
        ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"),
        ("Sessions:CommandsPerSecond", "100000"), ("Sessions:CommandBurst", "100000"),
        // Small, so that resumes come from memory and from the log.
        ("Fanout:RecentEvents", "30"), ("Sessions:FirstPageEvents", "10"),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task G5_what_a_client_builds_from_resumes_and_live_events_is_what_pages_show(int seed)
    {
        var random = new Random(seed);
        var room = NewRoom();
        await using var other = await GatewayHost.Start(Engine, Settings);
        var people = new List<HubClient> { await Gateway.Guest("ann"), await other.Guest("bob"), await Gateway.Guest("cid") };
        foreach (var person in people) await person.Join(room);
        // Dora's connections come and go; she pages back now and then, while the others go on.
        var dora = await Gateway.Guest("dora");
        var view = new RoomView(dora.Session.User.Id);
        var joined = await dora.Join(room);
        view.Take(joined.Page!);
        var (position, oldest, taken) = (joined.Page!.Events[^1].Seq, joined.Page.Events[0].Seq, 0);

        for (var round = 0; round < 12; round++)
        {
            var script = Task.WhenAll(people.Select(person => Acts(person, room, new Random(random.Next()), 10)));
            if (random.Next(3) == 0 && oldest > 1)
            {
                var page = await dora.Page(room, new { before = oldest, limit = 7 });
                view.Take(page);
                oldest = page.Events[0].Seq;
            }

            if (random.Next(2) == 0) await script;
            TakeIn();
            if (random.Next(2) == 0)
            {
                dora.Cut();
                TakeIn();
                await script;
                dora = await (random.Next(2) == 0 ? Gateway : other).Again(dora.Session);
                taken = 0;
                Assert.False((await dora.Join(room, $"{joined.Epoch}:{position}")).Reset);
                // She reacts too, so that some reactions are hers.
                await Acts(dora, room, random, 3);
            }

            await script;
        }

        var head = (await dora.History(room, null, 1)).Head;
        await Eventually.Holds(
            () =>
            {
                TakeIn();
                return Task.FromResult(position == head);
            },
            "dora to have everything");
        var shown = new RoomView(dora.Session.User.Id);
        for (var before = head + 1; before > 1;)
        {
            var page = await dora.Page(room, new { before, limit = 50 });
            Assert.Equal(head, page.Head);
            shown.Take(page);
            before = page.Events[0].Seq;
            if (oldest > before)
            {
                view.Take(page with { Events = [.. page.Events.Where(e => e.Seq < oldest)] });
                oldest = before;
            }
        }

        Assert.Equal(shown.Messages, view.Messages);
        foreach (var person in people.Append(dora)) await person.DisposeAsync();

        void TakeIn()
        {
            var heard = dora.Heard(room);
            foreach (var e in heard.Skip(taken).Where(e => e.Seq > position))
            {
                view.Take(e);
                position = e.Seq;
            }

            taken = heard.Count;
        }
    }

    /// <summary>Does this and that. What the room refuses is refused: two may want to change the same message.</summary>
    private static async Task Acts(HubClient person, string room, Random random, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var messages = person.Heard(room).Where(e => e.Kind == "message").ToList();
            var target = messages.Count == 0 ? 1 : messages[^random.Next(1, Math.Min(messages.Count, 25) + 1)].Seq;
            var emoji = Emoji[random.Next(Emoji.Length)];
            try
            {
                await (random.Next(12) switch
                {
                    < 4 => person.Say(room, $"{person.Session.User.Name} {i}"),
                    4 or 5 => person.Reply(room, target, $"{person.Session.User.Name} answers {i}"),
                    6 or 7 => person.Edit(room, target, $"{person.Session.User.Name} corrects {i}"),
                    8 => person.Delete(room, target),
                    9 => person.Unreact(room, target, emoji),
                    _ => person.React(room, target, emoji),
                });
            }
            catch (HubRefused refused) when (refused.Code is ErrorCode.NoSuchMessage or ErrorCode.MessageDeleted or ErrorCode.NotAllowed or ErrorCode.NoChange)
            {
            }
        }
    }
}
