namespace OrleansChat.Gateway.Tests;

/// <summary>Edits, deletions, reactions and replies over the hub: what others hear of them, and what pages show.</summary>
public sealed class MessageLifeTests : LocalGateway
{
    protected override (string, string)[] Settings =>
        [("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000")];

    [Fact]
    public async Task Everything_that_happens_to_a_message_is_an_event_that_others_hear()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        var first = await ann.Say(room, "helo");
        await ann.Edit(room, first.Seq, "hello");
        var reply = await bob.Reply(room, first.Seq, "hello yourself");
        var answer = await ann.Reply(room, reply.Seq, "how are you?");
        await bob.React(room, first.Seq, "👍");
        await bob.Unreact(room, first.Seq, "👍");
        var last = await ann.Delete(room, answer.Seq);
        await bob.Hears(room, last.Seq);

        var heard = bob.Heard(room).Where(e => e.Seq >= first.Seq).ToList();
        Assert.Equal(
            ["message", "edit", "message", "message", "react", "unreact", "delete"], heard.Select(e => e.Kind));
        Assert.Equal(
            [null, first.Seq, null, null, first.Seq, first.Seq, answer.Seq], heard.Select(e => e.Target));
        Assert.Equal(["helo", "hello", "hello yourself", "how are you?", null, null, null], heard.Select(e => e.Text));
        Assert.Equal([null, null, first.Seq, reply.Seq, null, null, null], heard.Select(e => e.ReplyTo));
        Assert.Equal([null, null, first.Seq, first.Seq, null, null, null], heard.Select(e => e.Thread));
        Assert.Equal([null, null, null, null, "👍", "👍", null], heard.Select(e => e.Emoji));
        Assert.Equal(Enumerable.Range((int)first.Seq, 7).Select(i => (long)i), heard.Select(e => e.Seq));
    }

    [Fact]
    public async Task Pages_show_messages_as_they_are_with_their_details_for_whoever_reads()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        var first = await ann.Say(room, "helo");
        var edit = await ann.Edit(room, first.Seq, "hello");
        var reply = await bob.Reply(room, first.Seq, "hello yourself");
        await bob.React(room, first.Seq, "👍");
        await ann.React(room, first.Seq, "🎉");
        await ann.React(room, first.Seq, "👍");
        var gone = await bob.Say(room, "a secret");
        await bob.React(room, gone.Seq, "🤫");
        var deletion = await bob.Delete(room, gone.Seq);

        await using var back = await Gateway.Again(bob.Session);
        var joined = (await back.Join(room)).Page!;
        foreach (var page in new[] { joined, await bob.History(room), await bob.Page(room, new { limit = 200 }) })
        {
            Assert.Equal(deletion.Seq, page.Head);
            var shown = page.Events.ToDictionary(e => e.Seq);
            Assert.Equal(("hello", edit.Seq), (shown[first.Seq].Text, shown[first.Seq].Edited));
            Assert.Equal((null, deletion.Seq), (shown[gone.Seq].Text, shown[gone.Seq].Deleted));
            var details = Assert.Single(page.Details);
            Assert.Equal((first.Seq, 1, reply.Seq), (details.Seq, details.Replies, details.LastReply));
            Assert.Equal([("👍", 2, true), ("🎉", 1, false)], details.Reactions.Select(r => (r.Emoji, r.Count, r.Mine)));
            Assert.Equal([bob.Session.User, ann.Session.User], details.Reactions[0].First);
        }

        var reactions = await ann.Reactions(room, first.Seq);
        Assert.Equal([("👍", "bob"), ("🎉", "ann"), ("👍", "ann")], reactions.Reactions.Select(r => (r.Emoji, r.Actor.Name)));
        Assert.Equal((room, deletion.Seq, first.Seq), (reactions.Room, reactions.Head, reactions.Seq));
    }

    [Fact]
    public async Task G1_writes_of_all_kinds_that_are_sent_without_waiting_keep_their_order()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var message = (await ann.Say(room, "0")).Seq;
        var acks = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 5) switch
        {
            0 => ann.Edit(room, message, $"{i}"),
            1 => ann.React(room, message, "👍"),
            2 => ann.Reply(room, message, $"{i}"),
            3 => ann.Unreact(room, message, "👍"),
            _ => ann.Say(room, $"{i}"),
        }));
        Assert.Equal(Enumerable.Range((int)message + 1, 200).Select(i => (long)i), acks.Select(ack => ack.Seq));
        var page = await ann.Page(room, new { after = message, limit = 200 });
        Assert.Equal(
            Enumerable.Range(0, 200).Select(i => (i % 5) switch { 0 => "edit", 1 => "react", 3 => "unreact", _ => "message" }),
            page.Events.Select(e => e.Kind));
        Assert.Equal("195", (await ann.Page(room, new { around = message, limit = 1 })).Events.Single().Text);
    }

    [Fact]
    public async Task A_room_is_read_before_after_and_around_a_seq()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        for (var i = 2; i <= 300; i++) await ann.Say(room, $"{i}");

        await Shows(new { limit = 10 }, 291, 300, more: true);
        await Shows(new { before = 20, limit = 10 }, 10, 19, more: true);
        await Shows(new { before = 11, limit = 10 }, 1, 10, more: false);
        await Shows(new { after = 0, limit = 5 }, 1, 5, more: true);
        await Shows(new { after = 295, limit = 10 }, 296, 300, more: false);
        await Shows(new { around = 150, limit = 11 }, 145, 155, more: true);
        await Shows(new { around = 999, limit = 10 }, 295, 300, more: true);
        await Shows(new { after = 10, limit = 2, color = "blue" }, 11, 12, more: true);
        Assert.Empty((await ann.Page(room, new { after = 300, limit = 10 })).Events);

        async Task Shows(object query, int from, int to, bool more)
        {
            var page = await ann.Page(room, query);
            Assert.Equal(Enumerable.Range(from, to - from + 1).Select(i => (long)i), page.Events.Select(e => e.Seq));
            Assert.Equal((300, more), (page.Head, page.More));
        }
    }

    [Fact]
    public async Task A_thread_is_read_by_its_first_message()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var first = (await ann.Say(room, "first")).Seq;
        var replies = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            // Replies to replies belong to the same thread.
            replies.Add((await ann.Reply(room, i % 2 == 0 ? first : replies[^1], $"reply {i}")).Seq);
            await ann.Say(room, "something else");
        }

        await Shows(new { thread = first, limit = 5 }, replies[^5..], more: true);
        await Shows(new { thread = first, before = replies[^5], limit = 200 }, replies[..^5], more: false);
        await Shows(new { thread = first, after = replies[2], limit = 3 }, replies[3..6], more: true);
        Assert.Equal((12, replies[^1]), (await ann.Page(room, new { around = first, limit = 1 })).Details
            .Select(d => (d.Replies, d.LastReply!.Value)).Single());

        async Task Shows(object query, List<long> seqs, bool more)
        {
            var page = await ann.Page(room, query);
            Assert.Equal(seqs, page.Events.Select(e => e.Seq));
            Assert.All(page.Events, e => Assert.Equal(first, e.Thread));
            Assert.Equal(more, page.More);
        }
    }

    [Fact]
    public async Task Whoever_makes_a_room_moderates_it_and_may_delete_what_others_said()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        Assert.Equal("moderator", (await ann.Join(room)).Role);
        Assert.Equal("member", (await bob.Join(room)).Role);
        var (anns, bobs) = (await ann.Say(room, "mine"), await bob.Say(room, "mine"));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(bob.Delete(room, anns.Seq)));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(ann.Edit(room, bobs.Seq, "yours")));
        await ann.Delete(room, bobs.Seq);
        Assert.Equal("moderator", (await ann.Join(room, anns.Seq)).Role);
        Assert.Equal("member", (await bob.Join("lobby")).Role);
    }
}
