using OrleansChat.Grains.Local;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>What holds for every write, whatever its kind: one ack, one event, one refusal for each thing that is wrong.</summary>
public sealed class WriteTests(TwoGateways world) : SharedWorld(world), IClassFixture<TwoGateways>
{
    private const string Thumb = "👍";
    private static readonly string Long = new('x', 8193);

    /// <summary>Each kind of write, and the same id with other content.</summary>
    public static TheoryData<string> Kinds => [.. Writes.Keys];

    private static Dictionary<string, (Write Write, Write Other)> Writes { get; } = new()
    {
        ["Send"] = ((c, room, id, m) => c.Say(room, "once", id), (c, room, id, m) => c.Say(room, "twice", id)),
        ["Reply"] = ((c, room, id, m) => c.Reply(room, m, "once", id), (c, room, id, m) => c.Reply(room, m + 1, "once", id)),
        ["Edit"] = ((c, room, id, m) => c.Edit(room, m, "once", id), (c, room, id, m) => c.Edit(room, m, "twice", id)),
        ["Delete"] = ((c, room, id, m) => c.Delete(room, m, id), (c, room, id, m) => c.Delete(room, m + 1, id)),
        ["React"] = ((c, room, id, m) => c.React(room, m, Thumb, id), (c, room, id, m) => c.React(room, m, "🎉", id)),
        ["Unreact"] = ((c, room, id, m) => c.Unreact(room, m, "🎈", id), (c, room, id, m) => c.React(room, m, "🎈", id)),
    };

    private delegate Task<HubAck> Write(HubClient client, string room, Guid id, long message);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task G3_a_write_sent_again_on_any_gateway_returns_the_first_ack_and_makes_no_second_event(string kind)
    {
        var (room, id) = (NewRoom(), Guid.NewGuid());
        var (write, other) = Writes[kind];
        // Another gateway on the same engine, and one whose engine shares nothing but the database.
        await using LocalEngine engine = LocalEngines.Create(Tables);
        await using var elsewhere = await GatewayHost.Start(engine);
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var message = (await ann.Say(room, "first")).Seq;
        await ann.Say(room, "second");
        await ann.React(room, message, "🎈");
        var (first, twin) = (await write(ann, room, id, message), await write(ann, room, id, message));
        ann.Cut();

        foreach (var host in new[] { Gateway, Second, elsewhere })
        {
            await using var again = await host.Again(ann.Session);
            Assert.Equal(first, twin);
            Assert.Equal(first, await write(again, room, id, message));
            Assert.Equal(ErrorCode.IdReused, await Refused(other(again, room, id, message)));
            var page = await again.History(room);
            Assert.Equal((first.Seq, first.Seq), (page.Head, page.Events.Single(e => e.Id == id).Seq));
        }
    }

    [Theory]
    [InlineData("Send", ErrorCode.EmptyText, "")]
    [InlineData("Send", ErrorCode.EmptyText, null)]
    [InlineData("Reply", ErrorCode.EmptyText, 3, " ")]
    [InlineData("Reply", ErrorCode.BadText, 3, "a\u0000b")]
    [InlineData("Reply", ErrorCode.NoSuchMessage, 1, "to a join")]
    [InlineData("Reply", ErrorCode.NoSuchMessage, 99, "to nothing")]
    [InlineData("Reply", ErrorCode.NoSuchMessage, -1, "to less than nothing")]
    [InlineData("Reply", ErrorCode.MessageDeleted, 4, "to what is gone")]
    [InlineData("Reply", ErrorCode.BadArguments, null, "to whom?")]
    [InlineData("Reply", ErrorCode.BadArguments, "3", "to a text")]
    [InlineData("Reply", ErrorCode.BadArguments, 3.5, "to the middle")]
    [InlineData("Reply", ErrorCode.BadArguments, 3)]
    [InlineData("Edit", ErrorCode.EmptyText, 3, "")]
    [InlineData("Edit", ErrorCode.TextTooLong, 3, "8193")]
    [InlineData("Edit", ErrorCode.NotAllowed, 5, "not mine")]
    [InlineData("Edit", ErrorCode.NoSuchMessage, 0, "nothing")]
    [InlineData("Edit", ErrorCode.NoSuchMessage, 6, "an event that is no message")]
    [InlineData("Edit", ErrorCode.MessageDeleted, 4, "gone")]
    [InlineData("Edit", ErrorCode.BadArguments, 3, 5)]
    [InlineData("Delete", ErrorCode.NotAllowed, 5)]
    [InlineData("Delete", ErrorCode.MessageDeleted, 4)]
    [InlineData("Delete", ErrorCode.NoSuchMessage, 99)]
    [InlineData("Delete", ErrorCode.BadArguments, null)]
    [InlineData("Delete", ErrorCode.BadArguments, 3, "why")]
    [InlineData("React", ErrorCode.BadEmoji, 3, "")]
    [InlineData("React", ErrorCode.BadEmoji, 3, null)]
    [InlineData("React", ErrorCode.BadEmoji, 3, "👍👍")]
    [InlineData("React", ErrorCode.BadEmoji, 3, "a")]
    [InlineData("React", ErrorCode.BadEmoji, 3, "<b>")]
    [InlineData("React", ErrorCode.NoSuchMessage, 99, Thumb)]
    [InlineData("React", ErrorCode.MessageDeleted, 4, Thumb)]
    [InlineData("React", ErrorCode.NoChange, 5, Thumb)]
    [InlineData("React", ErrorCode.BadArguments, "5", Thumb)]
    [InlineData("Unreact", ErrorCode.BadEmoji, 5, "👍👍")]
    [InlineData("Unreact", ErrorCode.NoChange, 5, "🎉")]
    [InlineData("Unreact", ErrorCode.NoChange, 3, Thumb)]
    [InlineData("Unreact", ErrorCode.BadArguments)]
    public async Task What_does_not_fit_is_refused_with_its_number(string method, ErrorCode code, params object?[]? arguments)
    {
        // 1 and 2: ann and bob join; 3 and 4 are bob's, 5 is ann's; 6: bob reacts to 5; 7: bob deletes 4.
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        await bob.Say(room, "mine");
        await bob.Say(room, "mine too");
        await ann.Say(room, "ann's");
        await bob.React(room, 5, Thumb);
        await bob.Delete(room, 4);

        var given = (arguments ?? [null]).Select(argument => argument is "8193" ? Long : argument);
        Assert.Equal(code, await Refused(bob.Call(method, [room, Guid.NewGuid(), .. given])));
        Assert.Equal(7, (await bob.History(room)).Head);
    }

    [Theory]
    [InlineData("{}", ErrorCode.BadPageLimit)]
    [InlineData("""{"limit":0}""", ErrorCode.BadPageLimit)]
    [InlineData("""{"limit":201}""", ErrorCode.BadPageLimit)]
    [InlineData("""{"limit":null}""", ErrorCode.BadArguments)]
    [InlineData("""{"limit":"10"}""", ErrorCode.BadArguments)]
    [InlineData("""{"limit":10.5}""", ErrorCode.BadArguments)]
    [InlineData("""{"before":"2","limit":10}""", ErrorCode.BadArguments)]
    [InlineData("""{"after":{},"limit":10}""", ErrorCode.BadArguments)]
    [InlineData("""{"before":99999999999999999999,"limit":10}""", ErrorCode.BadArguments)]
    [InlineData("""{"before":-1,"limit":10}""", ErrorCode.BadPosition)]
    [InlineData("""{"thread":-1,"limit":10}""", ErrorCode.BadPosition)]
    [InlineData("""{"before":5,"after":1,"limit":10}""", ErrorCode.BadPosition)]
    [InlineData("""{"before":5,"around":1,"limit":10}""", ErrorCode.BadPosition)]
    [InlineData("""{"around":2,"thread":2,"limit":10}""", ErrorCode.BadPosition)]
    [InlineData("null", ErrorCode.BadArguments)]
    [InlineData("[]", ErrorCode.BadArguments)]
    [InlineData("5", ErrorCode.BadArguments)]
    [InlineData("\"latest\"", ErrorCode.BadArguments)]
    public async Task A_page_that_is_none_is_refused_with_its_number(string query, ErrorCode code)
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        using var parsed = System.Text.Json.JsonDocument.Parse(query);
        Assert.Equal(code, await Refused(ann.Call("Page", room, parsed.RootElement)));
    }

    [Fact]
    public async Task Reactions_are_refused_for_what_is_no_message()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.Reactions(room, 1)));
        await ann.Join(room);
        Assert.Equal(ErrorCode.NoSuchMessage, await Refused(ann.Reactions(room, 1)));
        Assert.Equal(ErrorCode.NoSuchMessage, await Refused(ann.Reactions(room, -5)));
        Assert.Equal(ErrorCode.BadArguments, await Refused(ann.Call("Reactions", room, "1")));
        Assert.Equal(ErrorCode.BadArguments, await Refused(ann.Call("Reactions", room)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Only_members_write_and_only_in_rooms_that_are(string kind)
    {
        var room = NewRoom();
        var write = Writes[kind].Write;
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(write(bob, room, Guid.NewGuid(), 1)));
        await ann.Join(room);
        var message = await ann.Say(room, "hello");
        Assert.Equal(ErrorCode.NotAMember, await Refused(write(bob, room, Guid.NewGuid(), message.Seq)));
        Assert.Equal(ErrorCode.BadRoomName, await Refused(write(bob, "@" + room, Guid.NewGuid(), message.Seq)));
        Assert.Equal(ErrorCode.BadId, await Refused(write(bob, room, Guid.Empty, message.Seq)));
    }

    [Fact]
    public async Task A_message_has_so_many_different_emoji_and_no_more()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var message = (await ann.Say(room, "a favourite")).Seq;
        for (var i = 0; i < Limits.EmojiPerMessage; i++) await ann.React(room, message, char.ConvertFromUtf32(0x1F600 + i));
        Assert.Equal(ErrorCode.TooManyReactions, await Refused(ann.React(room, message, Thumb)));
        await ann.Unreact(room, message, char.ConvertFromUtf32(0x1F600));
        await ann.React(room, message, Thumb);
    }

    [Fact]
    public async Task A_flood_of_changes_is_refused_as_a_flood_of_messages_is()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Sessions:MessagesPerSecond", "1"), ("Sessions:MessageBurst", "10"));
        var room = NewRoom();
        await using var ann = await gateway.Guest("ann");
        await ann.Join(room);
        var message = (await ann.Say(room, "hello")).Seq;
        var writes = Enumerable.Range(0, 10).SelectMany(_ => Writes)
            .Select(kind => (kind.Key, Answer: kind.Value.Write(ann, room, Guid.NewGuid(), message))).ToList();
        var refused = new HashSet<string>();
        foreach (var (kind, answer) in writes)
        {
            if (await Record.ExceptionAsync(() => answer) is HubRefused { Code: ErrorCode.RateLimited }) refused.Add(kind);
        }

        Assert.Equal(Writes.Keys.Order(), refused.Order());
    }
}
