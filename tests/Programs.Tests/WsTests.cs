namespace OrleansChat.Programs.Tests;

/// <summary>The package ws at the WebSocket door, in both dialects.</summary>
public sealed class WsTests : ProgramTest
{
    [ProgramFact("npm packages")]
    public async Task Pages_that_just_chat_are_welcomed_hear_each_other_and_take_names()
    {
        var room = NewRoom();
        await using var ann = WebSocket($"name=ann&room={room}");
        await ann.Prints(new { open = "" });
        await ann.Prints(new { frame = new { type = "system", message = "Welcome! You are connected as ann" } });
        await using var bob = WebSocket($"name=bob&room={room}");
        await ann.Prints(new { frame = new { type = "system", message = "bob joined the chat" } });
        await ann.Does(new { @do = "text", text = "just words" });
        await bob.Prints(new { frame = new { type = "chat", username = "ann", message = "just words" } });
        await bob.Does(new { @do = "send", frame = new { type = "chat", content = "as JSON" } });
        await ann.Prints(new { frame = new { type = "chat", username = "bob", message = "as JSON" } });
        await bob.Does(new { @do = "send", frame = new { type = "setUsername", username = "rob" } });
        await ann.Prints(new { frame = new { type = "system", message = "bob is now known as rob" } });
        await bob.Does(new { @do = "cut" });
        await ann.Prints(new { frame = new { type = "system", message = "rob left the chat" } });
        Assert.Empty(ann.All(new { frame = new { message = "just words" } }));
    }

    [ProgramFact("npm packages")]
    public async Task The_contract_answers_and_shows_events_and_a_return_resumes()
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        var ann = WebSocket("name=ann", "orleanschat.v1");
        await ann.Prints(new { open = "orleanschat.v1" });
        var token = (await ann.Prints(new { frame = new { type = "welcome", user = new { name = "ann" } } })).GetProperty("frame").GetProperty("token").GetString();
        await ann.Does(new { @do = "send", frame = new { type = "join", @ref = 1, room } });
        await ann.Prints(new { frame = new { type = "reply", @ref = 1, result = new { head = 2 } } });
        await ann.Does(new { @do = "send", frame = new { type = "send", @ref = "two", room, id = Guid.NewGuid(), text = "hello" } });
        await ann.Prints(new { frame = new { type = "reply", @ref = "two", result = new { seq = 3 } } });
        await ann.Prints(new { frame = new { type = "events", events = new[] { new { seq = 3, text = "hello" } } } });
        await ann.Does(new { @do = "send", frame = new { type = "edit", @ref = 3, room, id = Guid.NewGuid(), target = 1, text = "x" } });
        await ann.Prints(new { frame = new { type = "error", @ref = 3, error = new { code = 4204, error = "no_such_message" } } });
        await ann.DisposeAsync();
        await bob.Say(room, "missed");
        await using var back = WebSocket($"access_token={token}", "orleanschat.v1");
        await back.Prints(new { frame = new { type = "welcome", user = new { name = "ann" } } });
        await back.Does(new { @do = "send", frame = new { type = "join", @ref = 1, room, after = 3 } });
        await back.Prints(new { frame = new { type = "events", events = new[] { new { seq = 4, text = "missed" } } } });
        Assert.False((await back.Prints(new { frame = new { type = "reply", @ref = 1 } })).GetProperty("frame").GetProperty("result").GetProperty("reset").GetBoolean());
    }

    [ProgramFact("npm packages")]
    public async Task A_wrong_token_is_closed_with_its_number_and_a_goodbye_is_answered()
    {
        await using var wrong = WebSocket("access_token=wrong", "orleanschat.v1");
        await wrong.Prints(new { closed = 4001, reason = "Unauthorized" });
        await using var ann = WebSocket("name=ann");
        await ann.Prints(new { frame = new { type = "system" } });
        await ann.Does(new { @do = "close" });
        await ann.Prints(new { closed = 1000 });
    }
}
