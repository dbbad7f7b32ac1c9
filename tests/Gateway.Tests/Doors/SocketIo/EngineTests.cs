using System.Net;
using System.Net.WebSockets;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>Engine.IO 4, request by request.</summary>
public sealed class EngineTests : SocketIoTest
{
    [Fact]
    public async Task A_handshake_says_what_the_client_must_know()
    {
        await using var polling = await EngineClient.Open(Gateway.Address, EngineCarrier.Polling);
        Assert.Equal(
            $$"""{"sid":"{{polling.Sid}}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}""",
            polling.Handshake.GetRawText());
        await using var socket = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        Assert.Equal(0, socket.Handshake.GetProperty("upgrades").GetArrayLength());
        Assert.Equal(20, socket.Sid.Length);
        Assert.NotEqual(polling.Sid, socket.Sid);
    }

    [Theory]
    [InlineData("GET", "EIO=4", 0, "Transport unknown")]
    [InlineData("GET", "EIO=4&transport=carrier-pigeon", 0, "Transport unknown")]
    [InlineData("GET", "EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA", 1, "Session ID unknown")]
    [InlineData("GET", "EIO=4&transport=polling&sid=", 1, "Session ID unknown")]
    [InlineData("POST", "EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("PUT", "EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("GET", "EIO=4&transport=websocket", 3, "Bad request")]
    [InlineData("GET", "EIO=4&transport=polling&j=0", 3, "Bad request")]
    [InlineData("GET", "EIO=3&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "transport=polling", 5, "Unsupported protocol version")]
    public async Task A_request_that_makes_no_sense_is_refused_in_Engine_IOs_own_words(string method, string query, int code, string message)
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"socket.io/?{query}"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal($$"""{"code":{{code}},"message":"{{message}}"}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task A_picture_on_a_page_of_another_origin_opens_no_connection(string site, HttpStatusCode answer)
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "socket.io/?EIO=4&transport=polling");
        request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await http.SendAsync(request);
        Assert.Equal((answer, answer == HttpStatusCode.OK ? 1 : 0), (response.StatusCode, Gateway.EngineConnections));
    }

    [Fact]
    public async Task A_page_of_another_origin_is_refused()
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "socket.io/?EIO=4&transport=polling");
        request.Headers.Add("Origin", "https://elsewhere.example");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Two_polls_at_once_end_the_connection()
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.Polling);
        // Whichever comes second; the other one hangs until then.
        var answers = await Task.WhenAll(client.Get(), client.Get()).Within("both polls' answers");
        var hung = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal("1", await hung.Content.ReadAsStringAsync());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.BadRequest);
        await Gone(client);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("bAQIDBA==")]
    [InlineData("0{}")]
    [InlineData("2")]
    [InlineData("2probe")]
    [InlineData("3probe")]
    [InlineData("5")]
    [InlineData("6")]
    public async Task A_packet_that_clients_do_not_send_ends_the_connection_and_no_other(string body)
    {
        await using var other = await InRoom(NewRoom(), "other", EngineCarrier.Polling);
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.Polling);
        using var answer = await client.Push(body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await Gone(client);
        await using var socket = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        await socket.Send(body);
        Assert.Null(await socket.Receive().Within("the end"));
        Assert.Equal(4004, (int?)socket.CloseStatus);
        await other.Ask("new message", "still here");
    }

    [Fact]
    public async Task G8_what_is_over_the_limit_ends_the_connection()
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.Polling);
        using var answer = await client.Push("4" + new string('x', Limits.FrameBytes));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        await Gone(client);
        await using var socket = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        await socket.Send("4" + new string('x', Limits.FrameBytes));
        Assert.Null(await socket.Receive().Within("the end"));
        Assert.Equal(4005, (int?)socket.CloseStatus);
    }

    [Fact]
    public async Task Binary_requests_and_frames_are_refused()
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.Polling);
        using var answer = await client.Push("40", "application/octet-stream");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(SocketAddress(""), CancellationToken.None);
        await socket.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, true, CancellationToken.None);
        await Closed(socket);
        Assert.Equal(4004, (int?)socket.CloseStatus);
    }

    [Fact]
    public async Task An_upgrade_loses_nothing_and_ends_polling()
    {
        var room = NewRoom();
        await using var ann = await InRoom(room, "ann");
        await using var bob = await InRoom(room, "bob", EngineCarrier.Upgrade);
        await ann.Ask("new message", "hello");
        await bob.Hears("new message", e => e.Json.Contains("hello", StringComparison.Ordinal));
        using var poll = await bob.Engine.Get();
        Assert.Equal(HttpStatusCode.BadRequest, poll.StatusCode);
        // A second WebSocket comes too late.
        using var second = new ClientWebSocket();
        await second.ConnectAsync(SocketAddress($"&sid={bob.Engine.Sid}"), CancellationToken.None);
        await Closed(second);
        await bob.Ask("new message", "still here");
    }

    [Fact]
    public async Task An_upgrade_that_is_never_finished_leaves_polling_as_it_was()
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine, ("SocketIo:UpgradeTimeout", "00:00:02"));
        await using var bob = await SocketIoClient.Connect(gateway.Address, EngineCarrier.Polling);
        using var idle = new ClientWebSocket();
        await idle.ConnectAsync(SocketAddress($"&sid={bob.Engine.Sid}", gateway), CancellationToken.None);
        await Closed(idle);
        await bob.Ask("join room", new { username = "bob" });
        using var probed = await bob.Engine.Probe();
        await Closed(probed);
        await using var ann = await SocketIoClient.Connect(gateway.Address);
        await ann.Ask("join room", new { username = "ann" });
        await bob.Hears("new message", Json("ann has joined !"));
        // And another one may follow.
        using var third = await bob.Engine.Probe();
    }

    [Fact]
    public async Task A_client_that_says_it_closes_is_let_go()
    {
        await using var client = await EngineClient.Open(Gateway.Address, EngineCarrier.Polling);
        var poll = client.Get();
        await client.Send("1");
        Assert.Contains(await (await poll.Within("the poll's answer")).Content.ReadAsStringAsync(), new[] { "6", """{"code":1,"message":"Session ID unknown"}""" });
        await Gone(client);
    }

    private static async Task Gone(EngineClient client)
    {
        using var answer = await client.Get();
        Assert.Equal("""{"code":1,"message":"Session ID unknown"}""", await answer.Content.ReadAsStringAsync());
    }

    private static async Task Closed(ClientWebSocket socket)
    {
        try
        {
            while ((await socket.ReceiveAsync(new byte[1024], CancellationToken.None).Within("the WebSocket to be closed")).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
        }
    }

    private Uri SocketAddress(string more, GatewayHost? gateway = null) =>
        new UriBuilder(new Uri((gateway ?? Gateway).Address, $"socket.io/?EIO=4&transport=websocket{more}")) { Scheme = "ws" }.Uri;
}
