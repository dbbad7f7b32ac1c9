using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>What a chat page is given beyond its old server's promises: nothing between history and what is live is lost,
/// doubled or out of order.</summary>
public sealed class ChatPageOrderTests : SocketTest
{
    [Fact]
    public async Task What_is_said_while_a_page_comes_stands_behind_the_recent_messages()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var over = false;
        var talks = ann.Talks(room, i => !Volatile.Read(ref over) && i < 50);
        for (var i = 0; i < 5; i++)
        {
            await using var bob = await Chats($"room={room}");
            var latest = (await ann.Say(room, $"mark {i}")).Seq;
            await bob.Hears($"mark {i}");
            var seqs = bob.Frames.Where(frame => frame.Is("chat")).Select(frame => frame.Number("seq")).ToList();
            Assert.Equal(seqs.Order().Distinct(), seqs);
            Assert.Contains(latest, seqs);
        }

        Volatile.Write(ref over, true);
        await talks;
    }

    [Fact]
    public async Task What_is_said_behind_a_join_or_a_leave_is_said_where_that_leads()
    {
        var (one, two) = (NewRoom(), NewRoom());
        await using var ann = await Gateway.Guest("ann");
        foreach (var room in new[] { one, two }) await ann.Join(room);
        await using var bob = await Chats($"name=bob&room={one}");
        await bob.Send(new { type = "join", room = two });
        await bob.Send(new { type = "chat", content = "in two" });
        await bob.Send(new { type = "leave" });
        await bob.SendText("in one again");
        await Eventually.Holds(() => Task.FromResult(Said(one).Length + Said(two).Length == 2), "bob's words");
        Assert.Equal(["in one again"], Said(one));
        Assert.Equal(["in two"], Said(two));

        string[] Said(string room) => [.. ann.Heard(room).Where(e => e.Actor.Name == "bob" && e.Kind == "message").Select(e => e.Text!)];
    }

    [Fact]
    public async Task G5_a_page_that_lost_its_connection_gets_what_it_missed()
    {
        var room = NewRoom();
        await using var ann = await Chats($"name=ann&room={room}");
        var bob = await Chats($"name=bob&room={room}", ann);
        await ann.SendText("one");
        var seq = (await bob.Hears("one")).Number("seq");
        var token = bob.Frames[0].Text("token");
        await using var stays = await Chats($"token={token}&room={room}");
        bob.Cut();
        await ann.Ask("chat", new { content = "two" });
        await using var back = await Chats($"token={token}");
        Assert.Equal("bob", Name(back));
        var joined = await back.Ask("join", new { room, after = seq });
        Assert.False(joined.GetProperty("reset").GetBoolean());
        await back.Hears("two");
        Assert.DoesNotContain("one", back.Lines());
    }

    [Fact]
    public async Task G3_a_message_that_is_sent_again_with_its_id_is_said_once()
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        var message = new { content = "once", id = NewId() };
        var first = await ann.Ask("chat", message);
        Assert.Equal(first.GetRawText(), (await ann.Ask("chat", message)).GetRawText());
        await ann.Ask("chat", new { content = "twice?" });
        await bob.Hears("twice?");
        Assert.Equal(["once", "twice?"], bob.Lines("chat"));
    }
}
