using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>The old Socket.IO chat server, by its description: a client written for it behaves here as there.</summary>
public sealed class S1SocketIoChatTests : SocketIoTest
{
    [Theory]
    [InlineData(EngineCarrier.Polling)]
    [InlineData(EngineCarrier.WebSocket)]
    [InlineData(EngineCarrier.Upgrade)]
    public async Task Everyone_else_in_the_room_hears_that_somebody_has_joined_and_what_they_say(EngineCarrier carrier)
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann", carrier);
        await using var bob = await Connect(carrier);
        await bob.Tell("join room", new { roomname = room, username = "bob" });
        await ann.Hears("new message", Json("bob has joined !"));
        await bob.Tell("new message", "hello");
        await ann.Hears("new message", Json(new { room, type = "generic", username = "bob", message = "hello" }));
        await ann.Tell("new message", "hi");
        await bob.Hears("new message", Json(new { room, type = "generic", username = "ann", message = "hi" }));
        // Neither heard themselves, nor anything twice.
        Assert.Equal(2, ann.All("new message").Count);
        Assert.Single(bob.All("new message"));
    }

    [Fact]
    public async Task What_is_said_right_behind_the_join_is_said_in_that_room()
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var bob = await Connect();
        await bob.Tell("join room", new { roomname = room, username = "bob" });
        for (var i = 0; i < 10; i++) await bob.Tell("new message", $"line {i}");
        await ann.Hears("new message", e => e.Json.Contains("line 9", StringComparison.Ordinal));
        Assert.Equal(
            [Json("bob has joined !"), .. Enumerable.Range(0, 10).Select(i => Json(new { room, type = "generic", username = "bob", message = $"line {i}" }))],
            ann.All("new message"));
    }

    [Theory]
    [InlineData("new message", "hello")]
    [InlineData("new pm", "@ann hello")]
    public async Task Before_joining_the_sender_gets_an_error_object_and_nobody_hears_anything(string name, string said)
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var bob = await Connect();
        await bob.Tell(name, said);
        var heard = await bob.Hears("new message");
        Assert.Equal("""{"error":true,"msg":"You're not part of a room yet"}""", heard.Json);
        Assert.Equal("""{"error":true,"msg":"You're not part of a room yet"}""", (await bob.Ask(name, said)).GetRawText());
        await bob.Ask("join room", new { roomname = room, username = "bob" });
        await ann.Hears("new message", Json("bob has joined !"));
        Assert.Single(ann.All("new message"));
    }

    [Fact]
    public async Task A_private_message_is_heard_by_its_receiver_alone_on_all_their_connections()
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var cyd = await InRoom(room, "cyd");
        var token = (await GuestSession.Open(Gateway.Address, "bob")).Token;
        await using var bob = await Connect(auth: new { token });
        await using var alsoBob = await Connect(EngineCarrier.Polling, new { token });
        foreach (var one in new[] { bob, alsoBob }) await one.Ask("join room", new { roomname = room });
        await ann.Tell("new pm", "@bob the text");
        var expected = Json(new { room, type = "private", username = "ann", message = "the text", target = "@bob" });
        await bob.Hears("new message", expected);
        await alsoBob.Hears("new message", expected);
        await bob.Tell("new message", "now all of you");
        await cyd.Hears("new message", e => e.Json.Contains("now all of you", StringComparison.Ordinal));
        await ann.Hears("new message", e => e.Json.Contains("now all of you", StringComparison.Ordinal));
        Assert.DoesNotContain(cyd.All("new message").Concat(ann.All("new message")), said => said.Contains("the text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_message_to_nobody_or_to_no_name_is_answered_with_an_error_object()
    {
        await using var ann = await InRoom(NewRoom(), "ann");
        Assert.Equal(Error("There is nobody of that name."), (await ann.Ask("new pm", "@nobody-here the text")).GetRawText());
        Assert.Equal(Error("The arguments do not fit the method."), (await ann.Ask("new pm", "bob the text")).GetRawText());
    }

    [Theory]
    [InlineData(EngineCarrier.Polling)]
    [InlineData(EngineCarrier.WebSocket)]
    public async Task Login_and_logout_are_announced(EngineCarrier carrier)
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var bob = await InRoom(room, "bob", carrier);
        await ann.Hears("new message", Json("bob has joined !"));
        await bob.Disconnect();
        await ann.Hears("new message", Json("bob has left !"));
    }

    [Fact]
    public async Task A_second_join_moves_to_the_other_room_and_another_name_is_taken()
    {
        var (first, second) = (NewRoom(), NewRoom());
        await using var ann = await InRoom(first, "ann");
        await using var cyd = await InRoom(second, "cyd");
        await using var bob = await InRoom(first, "bob");
        await bob.Ask("join room", new { roomname = second, username = "bob" });
        await ann.Hears("new message", Json("bob has left !"));
        await cyd.Hears("new message", Json("bob has joined !"));
        await ann.Tell("new message", "not for bob");
        await cyd.Tell("new message", "for bob");
        await bob.Hears("new message", e => e.Json.Contains("for bob", StringComparison.Ordinal));
        Assert.DoesNotContain(bob.All("new message"), said => said.Contains("not for bob", StringComparison.Ordinal));
        await bob.Ask("join room", new { roomname = second, username = "rob" });
        await cyd.Hears("new message", Json("bob is now known as rob"));
        await bob.Tell("new message", "me again");
        await cyd.Hears("new message", Json(new { room = second, type = "generic", username = "rob", message = "me again" }));
    }

    [Fact]
    public async Task A_taken_name_becomes_a_free_one_like_it()
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var other = await Connect();
        var joined = await other.Ask("join room", new { roomname = room, username = "ann" });
        var name = joined.GetProperty("username").GetString()!;
        Assert.NotEqual("ann", name);
        Assert.StartsWith("ann", name, StringComparison.Ordinal);
        await ann.Hears("new message", Json($"{name} has joined !"));
        Assert.Equal(name, (await other.Hears("renamed")).Argument.GetProperty("user").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Who_has_logged_out_may_log_in_by_the_same_name_again()
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await ann.Disconnect();
        await Eventually.Holds(
            async () =>
            {
                await using var again = await Connect();
                var joined = await again.Ask("join room", new { roomname = room, username = "ann" });
                await again.Disconnect();
                return joined.GetProperty("username").GetString() == "ann";
            },
            "the name to be free");
    }

    [Fact]
    public async Task Who_names_no_room_is_in_the_common_one_and_who_names_nobody_is_a_guest()
    {
        await using var ann = await Connect();
        var joined = await ann.Ask("join room");
        Assert.Equal("lobby", joined.GetProperty("room").GetString());
        Assert.StartsWith("guest-", joined.GetProperty("username").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"roomname":"no room","username":"ann"}""", "A room name is 1 to 64 letters, digits, '-', '_' or '.', and begins with a letter or digit.")]
    [InlineData("""[1]""", "The arguments do not fit the method.")]
    [InlineData("\"lobby\"", "The arguments do not fit the method.")]
    public async Task A_join_that_is_refused_is_answered_with_an_error_object(string argument, string msg)
    {
        await using var ann = await Connect();
        var answer = await ann.Ask("join room", System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(argument));
        Assert.Equal(Error(msg), answer.GetRawText());
        Assert.Equal(0, Gateway.Sessions);
    }

    [Fact]
    public async Task Its_people_and_those_of_other_doors_share_one_world()
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        await ann.Hears("new message", Json("bob has joined !"));
        await bob.Say(room, "from the hub");
        await ann.Hears("new message", Json(new { room, type = "generic", username = "bob", message = "from the hub" }));
        await bob.Say(room, "/me waves");
        await ann.Hears("new message", Json(new { room, type = "generic", username = "bob", message = "* bob waves" }));
        await ann.Tell("new message", "from Socket.IO");
        await bob.Hears(room, 5);
        Assert.Equal(("ann", "from Socket.IO"), (bob.Heard(room)[^1].Actor.Name, bob.Heard(room)[^1].Text));
        await bob.Edit(room, 3, "edited");
        await bob.Delete(room, 3);
        await bob.Say(room, "after it");
        await ann.Hears("new message", e => e.Json.Contains("after it", StringComparison.Ordinal));
        Assert.Equal(4, ann.All("new message").Count);
    }

    [Fact]
    public async Task What_the_server_announces_is_heard_as_a_sentence()
    {
        await using var ann = await InRoom(NewRoom(), "ann", EngineCarrier.Polling);
        await Eventually.Holds(
            async () =>
            {
                // Announcements are for those whose gateway has already reported them.
                await Engine.Presence.Announce("Supper is ready");
                return ann.Heard.Any(e => e.Name == "announcement");
            },
            "an announcement");
        await ann.Hears("new message", Json("Supper is ready"));
    }

    [Fact]
    public async Task Other_connections_of_the_same_user_hear_what_it_says()
    {
        var room = NewRoom();
        var token = (await GuestSession.Open(Gateway.Address, "ann")).Token;
        await using var ann = await Connect(auth: new { token });
        await using var alsoAnn = await Connect(auth: new { token });
        foreach (var one in new[] { ann, alsoAnn }) await one.Ask("join room", new { roomname = room, username = "ann" });
        await ann.Tell("new message", "hello me");
        await alsoAnn.Hears("new message", Json(new { room, type = "generic", username = "ann", message = "hello me" }));
        Assert.Empty(ann.All("new message"));
    }

    private static string Error(string msg) =>
        $$"""{"error":true,"msg":"{{msg}}"}""";
}
