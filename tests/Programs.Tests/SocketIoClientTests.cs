using System.Text.Json;

namespace OrleansChat.Programs.Tests;

/// <summary>socket.io-client at the Socket.IO door.</summary>
public sealed class SocketIoClientTests : ProgramTest
{
    private const string Polling = """{"transports":["polling"]}""";
    private const string Sockets = """{"transports":["websocket"]}""";
    private const string Upgrade = """{"transports":["polling","websocket"]}""";

    [ProgramTheory("npm packages")]
    [InlineData(Polling, "polling")]
    [InlineData(Sockets, "websocket")]
    [InlineData(Upgrade, "polling")]
    public async Task A_program_for_the_old_server_joins_talks_whispers_and_leaves(string options, string first)
    {
        var room = NewRoom();
        await using var ann = SocketIo(options);
        await ann.Prints(new { open = first });
        if (options == Upgrade) await ann.Prints(new { upgraded = "websocket" });
        await ann.Does(new { @do = "ask", name = "join room", argument = new { roomname = room, username = "ann" } });
        await ann.Prints(new { to = "join room", answer = new { error = false, room, username = "ann" } });
        await using var bob = SocketIo(options);
        await bob.Does(new { @do = "emit", name = "join room", argument = new { roomname = room, username = "bob" } });
        await ann.Prints(new { @event = "new message", argument = "bob has joined !" });
        await bob.Does(new { @do = "emit", name = "new message", argument = "hello" });
        await ann.Prints(new { @event = "new message", argument = new { room, type = "generic", username = "bob", message = "hello" } });
        await ann.Does(new { @do = "emit", name = "new pm", argument = "@bob psst" });
        await bob.Prints(new { @event = "new message", argument = new { type = "private", username = "ann", message = "psst", target = "@bob" } });
        await bob.Does(new { @do = "leave" });
        await ann.Prints(new { @event = "new message", argument = "bob has left !" });
        Assert.Equal(3, ann.All(new { @event = "new message" }).Count);
    }

    [ProgramTheory("npm packages")]
    [InlineData(Polling)]
    [InlineData(Sockets)]
    public async Task The_contract_is_answered_and_a_retry_is_the_same_message(string options)
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        await using var ann = SocketIo(options);
        await ann.Does(new { @do = "ask", name = "rename", argument = new { name = "ann" } });
        await ann.Does(new { @do = "ask", name = "join", argument = new { room } });
        await ann.Prints(new { to = "join", answer = new { ok = true, result = new { room, head = 2, role = "member" } } });
        var send = new { room, id = Guid.NewGuid(), text = "Pasta tonight?" };
        for (var i = 0; i < 2; i++) await ann.Does(new { @do = "ask", name = "send", argument = send });
        await Eventually.Holds(() => Task.FromResult(ann.All(new { to = "send", answer = new { ok = true, result = new { seq = 3 } } }).Count == 2), "two answers");
        await bob.Say(room, "Yes!");
        await ann.Prints(new { @event = "events", argument = new[] { new { kind = "message", seq = 4, text = "Yes!" } } });
        Assert.Equal(["Pasta tonight?", "Yes!"], bob.Heard(room).Where(e => e.Kind == "message").Select(e => e.Text));
        await ann.Does(new { @do = "ask", name = "send", argument = new { room, id = "no uuid", text = "x" } });
        await ann.Prints(new { to = "send", answer = new { ok = false, error = new { code = 4106, error = "bad_id", retry = "never" } } });
    }

    [ProgramTheory("npm packages")]
    [InlineData(Polling, "polling")]
    [InlineData(Sockets, "websocket")]
    public async Task A_client_that_reconnects_is_the_same_user_and_hears_what_it_missed(string options, string carrier)
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        await using var ann = SocketIo(options);
        await ann.Does(new { @do = "ask", name = "join room", argument = new { roomname = room, username = "ann" } });
        await ann.Prints(new { to = "join room", answer = new { error = false } });
        await ann.Does(new { @do = "cut" });
        await ann.Prints(new { disconnected = "forced close" });
        await bob.Say(room, "while you were away");
        await Eventually.Holds(() => Task.FromResult(ann.All(new { open = carrier }).Count == 2), "the client to be back");
        await ann.Prints(new { @event = "new message", argument = new { username = "bob", message = "while you were away" } });
        await ann.Does(new { @do = "emit", name = "new message", argument = "I'm back" });
        await Eventually.Holds(() => Task.FromResult(bob.Heard(room).Any(e => e.Text == "I'm back")), "its voice");
        // The same person, who never left.
        Assert.Equal(["join", "join", "message", "message"], (await bob.History(room)).Events.Select(e => e.Kind));
        Assert.Equal("ann", bob.Heard(room)[^1].Actor.Name);
    }

    [ProgramFact("npm packages")]
    public async Task A_wrong_token_is_a_connect_error_with_its_number()
    {
        await using var ann = SocketIo("""{"auth":{"token":"wrong"}}""");
        var refused = await ann.Prints(new { data = new { code = 4001, error = "unauthorized", retry = "never" } });
        Assert.Equal(JsonValueKind.String, refused.GetProperty("connectError").ValueKind);
    }
}
