using System.Net;
using System.Text.Json;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>The commands of every door, over Socket.IO.</summary>
public sealed class SocketIoDoorTests : SocketIoTest
{
    [Theory]
    [InlineData(EngineCarrier.Polling)]
    [InlineData(EngineCarrier.WebSocket)]
    [InlineData(EngineCarrier.Upgrade)]
    public async Task A_client_joins_speaks_and_hears(EngineCarrier carrier)
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await using var ann = await Named("ann", carrier);
        var joined = await ann.Run("join", new { room });
        Assert.Equal((room, 1), (joined.GetProperty("room").GetString(), joined.GetProperty("head").GetInt64()));
        await bob.Join(room);
        var id = Guid.NewGuid();
        var ack = await ann.Run("send", new { room, id, text = "hello 👋 \" \\ \n" });
        Assert.Equal((3, id), (ack.GetProperty("seq").GetInt64(), ack.GetProperty("id").GetGuid()));
        await bob.Hears(room, 3);
        Assert.Equal("hello 👋 \" \\ \n", bob.Heard(room)[^1].Text);
        await bob.Say(room, "hi");
        await HearsSeq(ann, 4);
        Assert.Equal([2, 3, 4], Events(ann).Select(e => e.Seq));
        Assert.Equal(["bob", "ann", "bob"], Events(ann).Select(e => e.Actor.Name));
    }

    [Fact]
    public async Task G3_the_same_id_again_is_the_same_ack()
    {
        var room = NewRoom();
        await using var ann = await Named("ann");
        await ann.Run("join", new { room });
        var send = new { room, id = Guid.NewGuid(), text = "once" };
        Assert.Equal((await ann.Run("send", send)).GetRawText(), (await ann.Run("send", send)).GetRawText());
        Assert.Equal(ErrorCode.IdReused, await ann.Refused("send", new { room, send.id, text = "twice" }));
    }

    [Theory]
    [InlineData(EngineCarrier.Polling)]
    [InlineData(EngineCarrier.WebSocket)]
    public async Task G1_writes_of_one_connection_keep_their_order_without_waiting_for_answers(EngineCarrier carrier)
    {
        var room = NewRoom();
        await using var ann = await Named("ann", carrier);
        await ann.Run("join", new { room });
        for (var i = 0; i < 30; i++) await ann.Tell("send", new { room, id = Guid.NewGuid(), text = $"{i}" });
        await HearsSeq(ann, 31);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), Events(ann).Select(e => e.Text));
    }

    [Fact]
    public async Task G5_a_client_that_returns_with_its_position_gets_exactly_what_it_missed()
    {
        var room = NewRoom();
        var token = (await GuestSession.Open(Gateway.Address, "ann")).Token;
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        long epoch;
        await using (var ann = await Connect(auth: new { token }))
        {
            epoch = (await ann.Run("join", new { room })).GetProperty("epoch").GetInt64();
        }

        for (var i = 0; i < 150; i++) await Engine.Room(room).WriteAll([WriteRequest.Message(new Actor(bob.Session.User.Id, "bob"), Guid.NewGuid(), $"{i}")]);
        await using var back = await Connect(EngineCarrier.Polling, new { token });
        var reply = await back.Run("join", new { room, after = $"{epoch}:2" });
        Assert.False(reply.GetProperty("reset").GetBoolean());
        await HearsSeq(back, 152);
        Assert.Equal(Enumerable.Range(3, 150).Select(seq => (long)seq), Events(back).Select(e => e.Seq));
    }

    [Fact]
    public async Task G5_a_resume_over_ones_own_leave_goes_on_behind_it()
    {
        var room = NewRoom();
        var token = (await GuestSession.Open(Gateway.Address, "ann")).Token;
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        await using (var ann = await Connect(auth: new { token }))
        {
            await ann.Run("join", new { room });
            await ann.Run("leave", new { room });
        }

        await using var back = await Connect(auth: new { token });
        await back.Run("join", new { room, after = 1 });
        await bob.Say(room, "hello");
        await HearsSeq(back, 5);
        Assert.Equal(["join", "leave", "join", "message"], Events(back).Select(e => e.Kind));
        await back.Run("leave", new { room });
        await bob.Say(room, "not for ann");
        await back.Run("join", new { room });
        await bob.Say(room, "for ann again");
        await HearsSeq(back, 9);
        Assert.Equal(["for ann again"], Events(back).Where(e => e.Seq > 6).Select(e => e.Text));
    }

    [Fact]
    public async Task Every_refusal_has_its_number()
    {
        var room = NewRoom();
        await using var ann = await Named("ann");
        Assert.Equal(ErrorCode.NoSuchRoom, await ann.Refused("send", new { room, id = Guid.NewGuid(), text = "hello" }));
        await ann.Run("join", new { room });
        Assert.Equal(ErrorCode.BadId, await ann.Refused("send", new { room, id = "1", text = "hello" }));
        Assert.Equal(ErrorCode.BadArguments, await ann.Refused("send", new { room, id = Guid.NewGuid(), text = 1 }));
        Assert.Equal(ErrorCode.EmptyText, await ann.Refused("send", new { room, id = Guid.NewGuid() }));
        Assert.Equal(ErrorCode.BadRoomName, await ann.Refused("join"));
        Assert.Equal(ErrorCode.BadRoomName, await ann.Refused("join", "a text"));
        Assert.Equal(ErrorCode.BadPosition, await ann.Refused("join", new { room, after = "x" }));
        Assert.Equal(ErrorCode.UnknownMethod, await ann.Refused("dance", new { room }));
        Assert.Equal(ErrorCode.UnknownMethod, await ann.Refused(new string('x', 1000)));
    }

    [Fact]
    public async Task A_refusal_that_nobody_waits_for_is_an_event()
    {
        await using var ann = await Named("ann");
        await ann.Tell("send", new { room = NewRoom(), id = Guid.NewGuid(), text = "hello" });
        var refused = (await ann.Hears("refused")).Argument;
        Assert.Equal(("send", 4201), (refused.GetProperty("command").GetString(), refused.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task A_command_of_a_client_without_a_token_makes_it_a_guest_with_a_made_up_name()
    {
        var room = NewRoom();
        await using var guest = await Connect();
        Assert.Equal(0, Gateway.Sessions);
        var joined = await guest.Run("join", new { room });
        Assert.StartsWith("guest-", joined.GetProperty("page").GetProperty("events")[0].GetProperty("actor").GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, Gateway.Sessions);
    }

    [Fact]
    public async Task A_token_is_good_in_the_query_and_in_the_header_too()
    {
        var session = await GuestSession.Open(Gateway.Address, "ann");
        await using var ann = await SocketIoClient.Connect(Gateway.Address, EngineCarrier.Polling, query: $"&access_token={session.Token}");
        Assert.Equal(1, Gateway.Sessions);
        Assert.StartsWith(session.Token, ann.Pid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_a_connect_error_with_its_number()
    {
        var refused = await Assert.ThrowsAsync<SocketIoRefusedException>(() => Connect(auth: new { token = "wrong" }));
        Assert.Equal(
            """{"message":"The token is missing, unknown or revoked.","data":{"code":4001,"error":"unauthorized","message":"The token is missing, unknown or revoked.","retry":"never"}}""",
            refused.Message);
        Assert.Equal(0, Gateway.Sessions);
    }

    [Fact]
    public async Task A_revoked_token_ends_the_connection_for_good()
    {
        var session = await GuestSession.Open(Gateway.Address, "ann");
        await using var ann = await Connect(auth: new { token = session.Token });
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", session.Token);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync("api/v1/session")).StatusCode);
        await ann.Ended;
        Assert.Equal(4001, (await ann.Hears("closed")).Argument.GetProperty("code").GetInt32());
        Assert.True(ann.Disconnected);
        Assert.Equal(4001, (int?)ann.Engine.CloseStatus);
    }

    [Theory]
    [InlineData(EngineCarrier.Polling)]
    [InlineData(EngineCarrier.WebSocket)]
    public async Task A_gateway_that_stops_says_so_and_lets_clients_come_back(EngineCarrier carrier)
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine);
        await using var ann = await SocketIoClient.Connect(gateway.Address, carrier);
        await ann.Ask("join room", new { username = "ann" });
        await using var nobody = await SocketIoClient.Connect(gateway.Address, carrier);
        await gateway.Stop();
        foreach (var client in new[] { ann, nobody })
        {
            await client.Ended;
            Assert.Equal(4010, (await client.Hears("closed")).Argument.GetProperty("code").GetInt32());
            Assert.False(client.Disconnected);
        }

        var lobby = await engine.Room("lobby").Read(new ReadRequest(ReadDirection.Before, long.MaxValue, 200));
        Assert.DoesNotContain(lobby.Events, e => e.Kind == EventKind.Leave);
    }

    [Fact]
    public async Task A_client_that_disconnects_may_connect_again_on_the_same_connection()
    {
        await using var ann = await Named("ann");
        await ann.Disconnect();
        await Sessions(0);
        await ann.Engine.Send("40");
        await ann.Run("join", new { room = NewRoom() });
        Assert.Equal(1, Gateway.Sessions);
    }

    [Fact]
    public async Task Direct_messages_come_as_events_to_whoever_speaks_commands()
    {
        await using var bob = await Named("bob");
        await using var ann = await Named("ann");
        await ann.Run("direct", new { name = "bob", id = Guid.NewGuid(), text = "psst" });
        await bob.Hears("events", e => e.Json.Contains("psst", StringComparison.Ordinal));
        Assert.Equal("ann", (await bob.Hears("direct")).Argument.GetProperty("with").GetProperty("name").GetString());
    }

    private async Task<SocketIoClient> Named(string name, EngineCarrier carrier = EngineCarrier.WebSocket) =>
        await Connect(carrier, new { token = (await GuestSession.Open(Gateway.Address, name)).Token });

    private static List<HubEvent> Events(SocketIoClient client) =>
        [.. client.Heard.Where(e => e.Name == "events").SelectMany(e => e.Argument.Deserialize<HubEvent[]>(JsonSerializerOptions.Web)!)];

    private static Task HearsSeq(SocketIoClient client, long seq) =>
        Eventually.Holds(() => Task.FromResult(Events(client).Any(e => e.Seq == seq)), $"event {seq}");
}
