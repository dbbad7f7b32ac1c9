using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>Clients that know nothing of tokens, when their connections are lost.</summary>
public sealed class ReturnTests : SocketIoTest
{
    protected override (string, string)[] Settings => [("SocketIo:LeaveAfter", "00:10:00")];

    [Theory]
    [InlineData(EngineCarrier.Polling)]
    [InlineData(EngineCarrier.WebSocket)]
    public async Task G5_a_client_that_comes_back_is_who_it_was_and_hears_what_it_missed(EngineCarrier carrier)
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var bob = await InRoom(room, "bob", carrier);
        await ann.Ask("new message", "heard");
        await bob.Hears("new message", e => e.Json.Contains("\"heard\"", StringComparison.Ordinal));
        bob.Engine.Cut();
        await Sessions(1);
        await ann.Ask("new message", "missed");
        await using var back = await Connect(carrier, new { pid = bob.Pid, offset = "heard" });
        Assert.NotEqual(bob.Pid, back.Pid);
        await back.Hears("new message", Json(new { room, type = "generic", username = "ann", message = "missed" }));
        Assert.Equal("bob", (await back.Ask("join room", new { roomname = room, username = "bob" })).GetProperty("username").GetString());
        await back.Tell("new message", "here I am");
        await ann.Hears("new message", Json(new { room, type = "generic", username = "bob", message = "here I am" }));
        Assert.Single(back.All("new message"));
        // Nobody was told of what wasn't so.
        Assert.DoesNotContain(ann.All("new message"), said => said.Contains("left", StringComparison.Ordinal));
        // And so again, with the private id of the second connection.
        back.Engine.Cut();
        await Sessions(1);
        await ann.Ask("new message", "missed too");
        await using var again = await Connect(carrier, new { pid = back.Pid });
        await again.Hears("new message", e => e.Json.Contains("missed too", StringComparison.Ordinal));
        Assert.Single(again.All("new message"));
    }

    [Fact]
    public async Task A_client_that_comes_back_before_its_loss_is_noticed_takes_its_own_place()
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var bob = await InRoom(room, "bob");
        await using var back = await Connect(EngineCarrier.Polling, new { pid = bob.Pid });
        await bob.Ended;
        await ann.Ask("new message", "hello");
        await back.Hears("new message", Json(new { room, type = "generic", username = "ann", message = "hello" }));
        Assert.Equal([Json("bob has joined !")], ann.All("new message"));
        await Sessions(2);
    }

    [Fact]
    public async Task A_client_that_does_not_come_back_has_left()
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine, ("SocketIo:LeaveAfter", "00:00:00.2"));
        await using var ann = await SocketIoClient.Connect(gateway.Address);
        await ann.Ask("join room", new { roomname = "farewell", username = "ann" });
        await using var bob = await SocketIoClient.Connect(gateway.Address);
        await bob.Ask("join room", new { roomname = "farewell", username = "bob" });
        bob.Engine.Cut();
        await ann.Hears("new message", Json("bob has left !"));
    }

    [Theory]
    [InlineData("never-given")]
    [InlineData("~")]
    [InlineData("not a token~1")]
    [InlineData("AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4AaH4~x")]
    public async Task A_private_id_that_nobody_knows_makes_a_new_guest_of_its_client(string pid)
    {
        await using var ann = await Connect(auth: new { pid });
        Assert.Equal(0, Gateway.Sessions);
        Assert.True((await ann.Ask("new message", "hello")).GetProperty("error").GetBoolean());
    }

    [Fact]
    public async Task Who_came_with_a_token_stays_a_member_when_the_connection_ends()
    {
        var room = NewRoom();
        var session = await GuestSession.Open(Gateway.Address, "ann");
        await using var bob = await InRoom(room, "bob");
        await using var ann = await Connect(auth: new { token = session.Token });
        await ann.Ask("join room", new { roomname = room });
        await ann.Disconnect();
        await Sessions(1);
        await bob.Ask("new message", "still there?");
        await using var hub = await Gateway.Again(session);
        Assert.DoesNotContain((await hub.History(room)).Events, e => e.Kind == "leave");
    }
}
