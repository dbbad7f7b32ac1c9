using System.Net;
using System.Net.WebSockets;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>What this door refuses, and by which number: at the handshake, and in what a client sends.</summary>
public sealed class SocketRefusalTests(TwoGateways shared) : SocketTest(shared), IClassFixture<TwoGateways>
{
    [Theory]
    [InlineData("token=nonsense")]
    [InlineData("access_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("token=undefined&name=ann")]
    public async Task A_wrong_token_closes_the_connection_with_4001(string query)
    {
        foreach (var contract in new[] { false, true })
        {
            await using var page = await SocketClient.Connect(Gateway.Address, query, contract: contract);
            await Ends(page, 4001, "Unauthorized");
            Assert.Empty(page.Frames);
        }
    }

    [Fact]
    public async Task A_token_that_is_revoked_ends_its_connections_and_is_never_taken_again()
    {
        await using var page = await Chats("name=ann");
        var token = page.Frames[0].Text("token");
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var deleted = await http.DeleteAsync("api/v1/session");
        await Ends(page, 4001, "Unauthorized");
        await using var again = await SocketClient.Connect(Gateway.Address, $"token={token}");
        await Ends(again, 4001, "Unauthorized");
    }

    [Fact]
    public async Task Where_guests_are_not_let_in_a_token_is_needed()
    {
        await using var closed = await GatewayHost.Start(Engine, ("Sessions:Guests", "false"));
        await using var stranger = await SocketClient.Connect(closed.Address);
        await Ends(stranger, 4001, "Unauthorized");
        var session = await GuestSession.Open(Gateway.Address, "ann");
        await using var ann = await SocketClient.Connect(closed.Address, $"token={session.Token}");
        await ann.Hears("Welcome! You are connected as ann");
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("")]
    public async Task A_page_of_another_origin_is_refused_before_the_upgrade(string path)
    {
        var address = new UriBuilder(new Uri(Gateway.Address, path)) { Scheme = "ws" }.Uri;
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        await using var own = await SocketClient.Connect(
            Gateway.Address, path: path, set: options => options.SetRequestHeader("Origin", Gateway.Address.GetLeftPart(UriPartial.Authority)));
        await own.Hears(frame => frame.Is("system"), "the welcome");
    }

    [Fact]
    public async Task Without_an_upgrade_there_is_no_socket()
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var answer = await http.GetAsync("ws");
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Equal("websocket", answer.Headers.Upgrade.Single().Name);
    }

    [Fact]
    public async Task The_same_address_is_the_page_and_the_socket()
    {
        var pages = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(pages.FullName, "index.html"), "the page");
            await using var gateway = await GatewayHost.Start(Engine, webRoot: pages.FullName);
            using var http = new HttpClient { BaseAddress = gateway.Address };
            Assert.Equal("the page", await http.GetStringAsync(""));
            await using var socket = await SocketClient.Connect(gateway.Address, path: "");
            await socket.Hears(frame => frame.Is("system"), "the welcome");
        }
        finally
        {
            pages.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_address_that_connects_too_often_is_refused_with_the_time_to_wait()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Addresses:ConnectionsPerSecond", "1"), ("Addresses:ConnectionBurst", "2"));
        await using var first = await SocketClient.Connect(gateway.Address);
        await using var second = await SocketClient.Connect(gateway.Address);
        using var third = new ClientWebSocket();
        third.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(new Uri(gateway.Address, "ws")) { Scheme = "ws" }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => third.ConnectAsync(address, CancellationToken.None));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.HttpStatusCode);
        Assert.NotEmpty(third.HttpResponseHeaders!["Retry-After"]);
    }

    [Fact]
    public async Task A_room_that_cannot_be_is_refused_with_its_number()
    {
        await using var page = await SocketClient.Connect(Gateway.Address, "room=no%20room");
        await Ends(page, 4104, "4104 bad_room_name: ");
    }

    [Fact]
    public async Task G10_an_author_that_a_client_claims_is_ignored()
    {
        var room = NewRoom();
        await using var ann = await Program("name=ann");
        await using var eve = await Program("name=eve");
        await ann.Ask("join", new { room });
        await eve.Ask("join", new { room });
        var id = ann.Frames[0].GetProperty("user").Text("id");
        var sent = await eve.Ask("send", new
        {
            room,
            id = NewId(),
            text = "forged",
            actor = new { id, name = "ann" },
            userId = id,
            username = "ann",
            from = id,
            seq = 99,
            at = "2001-01-01T00:00:00Z",
            timestamp = 1,
            user = id,
            role = "moderator",
        });
        Assert.Equal(3, sent.Number("seq"));
        await ann.Hears(room, 3);
        var heard = ann.Events.Last();
        Assert.Equal("eve", heard.GetProperty("actor").Text("name"));
        Assert.True(heard.GetProperty("at").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-1));
        await using var page = await Chats($"name=mallory&room={room}");
        await page.Send(new { type = "chat", content = "hi", username = "ann", userId = id, clientId = id });
        await ann.Hears(room, 5);
        Assert.Equal("mallory", ann.Events.Last().GetProperty("actor").Text("name"));
    }

    [Fact]
    public async Task Other_peoples_direct_room_looks_like_one_that_is_not_there()
    {
        await using var ann = await Program("name=ann");
        await using var bob = await Program("name=bob");
        await using var eve = await Program("name=eve");
        var room = (await ann.Ask("direct", new { name = "bob", id = NewId(), text = "psst" })).Text("room");
        var absent = DirectRooms.Name(Guid.NewGuid(), Guid.NewGuid());
        foreach (var (command, arguments) in new (string, Func<string, object>)[]
        {
            ("join", name => new { room = name }),
            ("leave", name => new { room = name }),
            ("send", name => new { room = name, id = NewId(), text = "x" }),
            ("edit", name => new { room = name, id = NewId(), target = 1, text = "x" }),
            ("history", name => new { room = name }),
            ("page", name => new { room = name }),
            ("reactions", name => new { room = name, seq = 1 }),
            ("room", name => new { room = name }),
            ("members", name => new { room = name }),
            ("online", name => new { room = name }),
        })
        {
            var there = await Assert.ThrowsAsync<SocketRefused>(() => eve.Ask(command, arguments(room)));
            var nowhere = await Assert.ThrowsAsync<SocketRefused>(() => eve.Ask(command, arguments(absent)));
            Assert.Equal((command, ErrorCode.NoSuchRoom), (command, there.Code));
            Assert.Equal(nowhere.Message, there.Message);
        }

        Assert.Equal("psst", (await bob.Ask("history", new { room })).GetProperty("events")[0].Text("text"));
    }
}
