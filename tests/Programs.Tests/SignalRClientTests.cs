namespace OrleansChat.Programs.Tests;

/// <summary>@microsoft/signalr at the hub.</summary>
public sealed class SignalRClientTests : ProgramTest
{
    [ProgramTheory("npm packages")]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    [InlineData("LongPolling")]
    public async Task A_client_joins_speaks_and_hears_over_every_transport(string transport)
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        await using var ann = await SignalR("ann", $$"""{"transport":"{{transport}}"}""");
        await ann.Prints(new { connected = transport });
        await Invokes(ann, "Join", room, null);
        await ann.Prints(new { to = "Join", answer = new { room, head = 2, reset = false } });
        var id = Guid.NewGuid();
        await Invokes(ann, "Send", room, id, "Pasta tonight?");
        await ann.Prints(new { to = "Send", answer = new { room, seq = 3, id } });
        await bob.Hears(room, 3);
        await bob.Say(room, "Yes!");
        await ann.Prints(new { call = "events", argument = new[] { new { seq = 4, text = "Yes!", actor = new { name = "bob" } } } });
        await bob.Invoke<object>("Direct", "ann", Guid.NewGuid(), "psst");
        await ann.Prints(new { call = "direct", argument = new { with = new { name = "bob" } } });
        await ann.Prints(new { call = "events", argument = new[] { new { seq = 1, text = "psst" } } });
        await Invokes(ann, "Send", "nowhere-at-all", Guid.NewGuid(), "x");
        await ann.Prints(new { to = "Send", refused = "4201 no_such_room: There is no such room." });
        await ann.Does(new { @do = "stop" });
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 1), "the session to end");
    }

    [ProgramFact("npm packages")]
    public async Task Stateful_reconnect_goes_on_over_a_cut_connection_as_if_nothing_had_been()
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        await using var network = new Network(() => Gateway.Address);
        await using var ann = await SignalR("ann", """{"transport":"WebSockets","stateful":true}""", network.Address);
        await Invokes(ann, "Join", room, null);
        await ann.Prints(new { to = "Join", answer = new { head = 2 } });

        // What is said in either direction now is lost with the connection.
        network.Down.Shut();
        network.Up.Shut();
        await bob.Say(room, "on its way to ann");
        await Invokes(ann, "Send", room, Guid.NewGuid(), "on its way to bob");
        network.Break();
        network.Restore();

        await ann.Prints(new { call = "events", argument = new[] { new { seq = 3, text = "on its way to ann" } } });
        await ann.Prints(new { to = "Send", answer = new { room, seq = 4 } });
        await bob.Hears(room, 4);
        await bob.Say(room, "still there?");
        await ann.Prints(new { call = "events", argument = new[] { new { seq = 5, text = "still there?" } } });
        Assert.Equal(["on its way to ann", "on its way to bob", "still there?"], bob.Heard(room).Where(e => e.Kind == "message").Select(e => e.Text));
        // Its own join may have come as an event before the page that shows it.
        var seqs = ann.All(new { call = "events" }).SelectMany(line => line.GetProperty("argument").EnumerateArray()).Select(e => e.GetProperty("seq").GetInt64());
        Assert.Equal([3, 4, 5], seqs.Where(seq => seq > 2));
        Assert.Empty(ann.All(new { reconnected = true }));
        Assert.Equal(2, Gateway.Sessions);
    }

    [ProgramFact("npm packages")]
    public async Task A_wrong_token_is_refused_before_anything_else()
    {
        await using var ann = new NodeClient("signalr.mjs", $"{Address}/hub", "wrong", """{"transport":"WebSockets"}""");
        var refused = await ann.Prints(new { });
        Assert.Contains("401", refused.GetProperty("connectError").GetString(), StringComparison.Ordinal);
    }

    private static Task Invokes(NodeClient client, string method, params object?[] arguments) =>
        client.Does(new { @do = "invoke", method, arguments });
}
