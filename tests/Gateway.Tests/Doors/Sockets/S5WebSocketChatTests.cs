using System.Text.Json;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>What a plain WebSocket chat page relies on, sentence by sentence. Pages that name no room meet in the lobby.</summary>
public sealed class S5WebSocketChatTests : SocketTest
{
    [Fact]
    public async Task On_connect_the_page_is_told_who_it_is_and_the_others_that_it_joined()
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob");
        var welcome = bob.Frames[0];
        Assert.Equal("Welcome! You are connected as bob", welcome.Text("message"));
        Assert.True(Guid.TryParse(welcome.Text("clientId"), out _));
        Assert.InRange(welcome.GetProperty("timestamp").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.True((await ann.Hears("bob joined the chat")).Is("system"));
        Assert.DoesNotContain("bob joined the chat", bob.Lines());
    }

    [Fact]
    public async Task Who_brings_no_name_is_given_one()
    {
        await using var page = await Chats();
        Assert.Matches(@"^guest-\d{6}$", Name(page));
    }

    [Fact]
    public async Task What_one_page_says_the_others_receive_and_the_sender_does_not()
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        await ann.Send(new { type = "chat", content = "hello" });
        var said = await bob.Hears("hello");
        Assert.True(said.Is("chat"));
        Assert.Equal("ann", said.Text("username"));
        Assert.InRange(said.GetProperty("timestamp").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        await bob.Send(new { type = "chat", content = "and back" });
        await ann.Hears("and back");
        Assert.DoesNotContain("hello", ann.Lines());
    }

    [Fact]
    public async Task A_message_has_its_place_its_room_and_its_authors_id()
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        var id = NewId();
        await ann.Send(new { type = "chat", content = "hello", id });
        var said = await bob.Hears("hello");
        Assert.Equal((id, "lobby", ann.Frames[0].Text("clientId")), (said.Text("id"), said.Text("room"), said.Text("userId")));
        Assert.Equal((await bob.Ask("history", new { room = "lobby" })).Number("head"), said.Number("seq"));
    }

    [Fact]
    public async Task A_new_name_is_cut_at_20_characters_and_announced_to_all()
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        await bob.Send(new { type = "setUsername", username = "Roberta the Magnificent" });
        await ann.Hears("bob is now known as Roberta the Magnific");
        await bob.Hears("bob is now known as Roberta the Magnific");
        await bob.Send(new { type = "chat", content = "hi" });
        Assert.Equal("Roberta the Magnific", (await ann.Hears("hi")).Text("username"));
    }

    [Fact]
    public async Task A_name_that_is_taken_becomes_one_like_it()
    {
        await using var ann = await Chats("name=ann");
        await using var other = await Chats("name=ann");
        Assert.NotEqual("ann", Name(other));
        Assert.StartsWith("ann", Name(other), StringComparison.Ordinal);
        await other.Send(new { type = "setUsername", username = "ann" });
        await other.Send(new { type = "chat", content = "hi" });
        Assert.NotEqual("ann", (await ann.Hears("hi")).Text("username"));
    }

    [Theory]
    [InlineData("just words")]
    [InlineData("{ not JSON")]
    [InlineData("[1,2]")]
    [InlineData("""{"type":"chat" "content":"x"}""")]
    public async Task A_frame_that_is_no_JSON_object_is_plain_chat_text(string text)
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        await bob.SendText(text);
        Assert.True((await ann.Hears(text)).Is("chat"));
    }

    [Theory]
    [InlineData("""{"type":"zork"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"hello":"world"}""")]
    [InlineData("{}")]
    public async Task Unknown_types_are_ignored(string frame)
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        await bob.SendText(frame);
        await bob.Send(new { type = "chat", content = "after" });
        await ann.Hears("after");
        Assert.Equal(["Welcome! You are connected as ann", "bob joined the chat", "after"], ann.Lines());
        Assert.DoesNotContain(bob.Frames, answer => answer.Is("error"));
    }

    [Fact]
    public async Task Rooms_are_joined_and_left_and_both_are_announced_there_only()
    {
        var room = NewRoom();
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        await ann.Ask("join", new { room });
        await bob.Ask("join", new { room });
        await ann.Hears(frame => frame.Is("system") && frame.Text("message") == "bob joined the chat" && frame.Text("room") == room, "bob's coming");
        await bob.Send(new { type = "chat", content = "in here" });
        Assert.Equal(room, (await ann.Hears("in here")).Text("room"));
        await bob.Send(new { type = "chat", content = "out there", room = "lobby" });
        Assert.Equal("lobby", (await ann.Hears("out there")).Text("room"));
        await bob.Send(new { type = "leave", room });
        Assert.Equal(room, (await ann.Hears("bob left the chat")).Text("room"));
        // And talks in the lobby again.
        await bob.Send(new { type = "chat", content = "back" });
        Assert.Equal("lobby", (await ann.Hears("back")).Text("room"));
    }

    [Fact]
    public async Task A_page_may_name_its_room_when_it_comes()
    {
        var room = NewRoom();
        await using var lobby = await Chats("name=lob");
        await using var ann = await Chats($"name=ann&room={room}");
        await using var bob = await Chats($"name=bob&room={room}", ann);
        await bob.SendText("only here");
        await ann.Hears("only here");
        await lobby.Ask("room", new { room });
        Assert.DoesNotContain("ann joined the chat", lobby.Lines());
    }

    [Fact]
    public async Task When_a_page_goes_the_others_are_told_and_an_empty_room_vanishes_from_the_list()
    {
        var room = NewRoom();
        await using var ann = await Chats($"name=ann&room={room}");
        var bob = await Chats($"name=bob&room={room}", ann);
        await bob.Leave();
        await ann.Hears("bob left the chat");
        await bob.DisposeAsync();
        await using var lobby = await Chats("name=lob");
        Assert.Equal(1, (await lobby.Ask("room", new { room })).Number("members"));
        await ann.Leave();
        await Eventually.Holds(async () => (await lobby.Ask("room", new { room })).Number("members") == 0, "the room to be empty");
        Assert.Empty((await lobby.Ask("rooms", new { search = room })).GetProperty("rooms").EnumerateArray());
    }

    [Fact]
    public async Task Recent_messages_are_there_on_connect_however_many_came_and_went_since()
    {
        var room = NewRoom();
        await using (var ann = await Chats($"name=ann&room={room}"))
        {
            for (var i = 0; i < 25; i++) await ann.Ask("chat", new { content = $"message {i}" });
            var deleted = await ann.Ask("chat", new { content = "never said" });
            await ann.Ask("delete", new { room, id = NewId(), target = deleted.Number("seq") });
        }

        for (var i = 0; i < 40; i++)
        {
            await using var visitor = await Chats($"room={room}");
            await visitor.Leave();
        }

        await using var bob = await Chats($"name=bob&room={room}");
        await bob.Hears("message 24");
        Assert.Equal(Enumerable.Range(5, 20).Select(i => $"message {i}"), bob.Lines("chat"));
    }

    [Fact]
    public async Task Too_much_at_once_is_refused_with_its_number_and_nobody_else_is_held_up()
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        for (var i = 0; i < 100; i++) await bob.Send(new { type = "chat", content = $"{i}", @ref = $"m{i}" });
        var refusal = await bob.Hears(frame => frame.Is("error"), "a refusal");
        Assert.Equal(4301, refusal.GetProperty("error").Number("code"));
        Assert.True(refusal.GetProperty("error").Number("retryAfterMs") > 0);
        await ann.SendText("I am not affected");
        await bob.Hears("I am not affected");
    }

    [Fact]
    public async Task A_private_message_reaches_its_person_only()
    {
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Chats("name=bob");
        await using var eve = await Chats("name=eve", bob);
        var sent = await bob.Ask("chat", new { content = "@ann between us" });
        Assert.StartsWith("@", sent.Text("room"), StringComparison.Ordinal);
        Assert.Equal("between us", (await ann.History(sent.Text("room"))).Events.Single(e => e.Kind == "message").Text);
        await bob.SendText("to all");
        await eve.Hears("to all");
        Assert.DoesNotContain(eve.Lines(), line => line.Contains("between us", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_browsers_and_programs_share_one_lobby()
    {
        await using var ann = await Gateway.Guest("ann");
        await ann.Join("lobby");
        await using var page = await Chats("name=bob");
        await ann.Say("lobby", "/me waves");
        await page.Hears("* ann waves");
        await page.SendText("hello browser");
        await Eventually.Holds(() => Task.FromResult(ann.Heard("lobby").Any(e => e.Text == "hello browser")), "the browser to hear it");
        Assert.Equal(["join", "join", "message", "message"], ann.Heard("lobby").Select(e => e.Kind).Where(kind => kind is "join" or "message").Prepend("join").ToList()[^4..]);
    }

    [Fact]
    public async Task On_shutdown_every_page_is_closed_with_1001()
    {
        await using var gateway = await GatewayHost.Start(Engine);
        await using var ann = await SocketClient.Connect(gateway.Address);
        await using var bob = await SocketClient.Connect(gateway.Address, contract: true);
        await ann.Hears(frame => frame.Is("system"), "the welcome");
        await bob.Hears(frame => frame.Is("welcome"), "the welcome");
        await gateway.Stop();
        await Ends(ann, 1001, "4010 going_away: ");
        await Ends(bob, 1001, "4010 going_away: ");
    }

    [Fact]
    public async Task Each_event_kind_is_one_JSON_object_a_frame()
    {
        await using var ann = await Chats("name=ann");
        await using var bob = await Chats("name=bob", ann);
        var seq = (await ann.Ask("chat", new { content = "typo" })).Number("seq");
        await ann.Ask("edit", new { room = "lobby", id = NewId(), target = seq, text = "text" });
        var edit = (await bob.Hears(frame => frame.Is("event"), "the edit")).GetProperty("event");
        Assert.Equal(("edit", seq, "text"), (edit.Text("kind"), edit.Number("target"), edit.Text("text")));
        Assert.All(bob.Frames, frame => Assert.Equal(JsonValueKind.Object, frame.ValueKind));
    }
}
