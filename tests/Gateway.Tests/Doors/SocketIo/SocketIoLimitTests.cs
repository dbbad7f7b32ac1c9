using System.Net;
using OrleansChat.Testing;
using OrleansChat.Testing.Doors;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>Clients that don't keep to the protocol, or do nothing.</summary>
public sealed class SocketIoLimitTests : SocketIoTest
{
    protected override (string, string)[] Settings =>
        [("Sessions:OutboxEvents", "200"), ("Fanout:RecentEvents", "100"), ("Sessions:CommandsPerSecond", "1"), ("Sessions:CommandBurst", "20")];

    [Fact]
    public async Task A_client_that_does_not_connect_in_time_is_closed()
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine, ("SocketIo:ConnectTimeout", "00:00:00.5"));
        await using var socket = await EngineClient.Open(gateway.Address, EngineCarrier.WebSocket);
        await Ends(socket, ErrorCode.HandshakeTimeout);
        await using var polling = await EngineClient.Open(gateway.Address, EngineCarrier.Polling);
        Assert.Equal("1", await polling.Receive().Within("the end"));
    }

    [Fact]
    public async Task G8_who_answers_pings_that_it_never_took_is_gone()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("SocketIo:PingInterval", "00:00:00.3"), ("SocketIo:PingTimeout", "00:00:01"));
        await using var polling = await EngineClient.Open(gateway.Address, EngineCarrier.Polling);
        await polling.Send("40");
        await Eventually.Holds(
            async () =>
            {
                if (gateway.EngineConnections == 0) return true;
                using var pushed = await polling.Push("3");
                return false;
            },
            "the connection to end");
    }

    [Fact]
    public async Task Who_sends_what_is_no_UTF_8_hears_1007_also_where_others_talk()
    {
        await using var gateway = await GatewayHost.Start(Engine, [.. Bystanders.Settings]);
        await using var bystanders = await Bystanders.At(gateway);
        for (var i = 0; i < 10; i++)
        {
            await using var ann = await SocketIoClient.Connect(gateway.Address, EngineCarrier.WebSocket);
            await ann.Run("join", new { room = bystanders.Room });
            await ann.Engine.SendFrame([0x34, 0xC3, 0x28]);
            await ann.Ended.Within("the connection to end");
            Assert.Equal(1007, (int?)ann.Engine.CloseStatus);
        }

        await bystanders.NoticedNothing();
    }

    [Fact]
    public async Task Another_namespace_is_refused_and_the_main_one_still_there()
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        await client.Send("40/admin,{\"token\":\"x\"}");
        Assert.Equal("""44/admin,{"message":"Invalid namespace"}""", await client.Receive().Within("the refusal"));
        await client.Send("41/admin,", "40");
        Assert.StartsWith("40{", await client.Receive().Within("the answer"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42[\"join room\"")]
    [InlineData("42{}")]
    [InlineData("40")]
    [InlineData("42/admin,[\"join\",{}]")]
    [InlineData("451-[\"new message\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("42[\"\\ud800\"]")]
    public async Task What_is_no_packet_ends_the_connection(string packet)
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        await client.Send("40");
        await client.Receive().Within("the answer");
        await client.Send(packet);
        await Ends(client, ErrorCode.ProtocolError);
    }

    [Fact]
    public async Task An_event_before_the_CONNECT_ends_the_connection()
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        await client.Send("42[\"join room\",{}]");
        await Ends(client, ErrorCode.ProtocolError);
    }

    [Fact]
    public async Task Deep_nesting_ends_the_connection()
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        await client.Send("40", $"42[\"send\",{new string('[', 20_000)}{new string(']', 20_000)}]");
        await client.Receive().Within("the answer");
        await Ends(client, ErrorCode.ProtocolError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_does_nothing_but_be_refused_is_closed(bool named)
    {
        await using var client = await Connect();
        if (named) await client.Ask("join room", new { roomname = NewRoom(), username = "ann" });
        for (var i = 0; i < 40 && !client.Heard.Any(e => e.Name == "closed"); i++)
        {
            try
            {
                await client.Tell("dance");
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                break;
            }
        }

        await client.Ended;
        Assert.Equal(4301, (await client.Hears("closed")).Argument.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task G8_a_client_that_never_polls_is_cut_and_holds_nobody_up()
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        var token = (await GuestSession.Open(Gateway.Address, "ann")).Token;
        await using var ann = await EngineClient.Open(Gateway.Address, EngineCarrier.Polling, $"&access_token={token}");
        await ann.Send("40");
        await ann.Receive().Within("the answer to CONNECT");
        await ann.Send($"421[\"join\",{{\"room\":\"{room}\"}}]");
        await Eventually.Holds(
            async () => (await bob.History(room)).Events.Any(e => e.Kind == "join" && e.Actor.Name == "ann"), "ann to have joined");
        // She never polls from here on.
        var actor = new Actor(bob.Session.User.Id, "bob");
        for (var i = 1; i <= 20; i++)
        {
            await Engine.Room(room).WriteAll([.. Enumerable.Range(0, 20).Select(n => WriteRequest.Message(actor, Guid.NewGuid(), $"{i} {n}"))]);
            await bob.Hears(room, 2 + (20 * i));
        }

        await Sessions(1);
        Assert.Contains("4009", string.Join('\n', Gateway.Log.Lines.Select(line => line.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_closed_and_one_that_does_is_not()
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine, ("SocketIo:PingInterval", "00:00:00.2"), ("SocketIo:PingTimeout", "00:00:05"));
        await using var good = await SocketIoClient.Connect(gateway.Address, EngineCarrier.Polling);
        await good.Ask("join room", new { username = "good" });
        await using var bad = await EngineClient.Open(gateway.Address, EngineCarrier.WebSocket);
        await bad.Send("40");
        var heard = new List<string>();
        while (await bad.Receive().Within("the end") is { } packet) heard.Add(packet);
        Assert.Equal("2", heard[^1]);
        Assert.False((await good.Ask("new message", "still here")).GetProperty("error").GetBoolean());
    }

    [Fact]
    public async Task G8_so_many_connections_and_no_more()
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine, ("SocketIo:Connections", "2"));
        await using var first = await SocketIoClient.Connect(gateway.Address);
        await using var second = await SocketIoClient.Connect(gateway.Address, EngineCarrier.Polling);
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using (var refused = await http.GetAsync("socket.io/?EIO=4&transport=polling"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        first.Engine.Cut();
        await Eventually.Holds(
            async () =>
            {
                using var answer = await http.GetAsync("socket.io/?EIO=4&transport=polling");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "a place to be free again");
    }

    private static async Task Ends(EngineClient client, ErrorCode code)
    {
        while (await client.Receive().Within("the end") is not null)
        {
        }

        Assert.Equal((int)code, (int?)client.CloseStatus);
    }
}
