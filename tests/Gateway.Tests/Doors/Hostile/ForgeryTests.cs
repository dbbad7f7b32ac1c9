using System.Net.Http.Json;
using System.Text.Json;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Lines;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.Hostile;

/// <summary>Who claims to be somebody else, or asks for what isn't theirs, at the doors of Socket.IO, REST and lines. (The
/// others': HubDoorTests, DirectTests, SocketRefusalTests.)</summary>
public sealed class ForgeryTests(TwoGenerousGateways shared) : HostileTest(shared), IClassFixture<TwoGenerousGateways>
{
    [Fact]
    public async Task G10_an_author_claimed_over_REST_is_ignored()
    {
        await using var ann = await Gateway.Guest("ann");
        using var eve = Caller(await NewToken("eve"));
        var room = NewRoom();
        await ann.Join(room);
        (await eve.PutAsync($"rooms/{room}/membership", null)).EnsureSuccessStatusCode();
        var claimed = new { id = NewId(), text = "forged", actor = ann.Session.User, userId = ann.Session.User.Id, at = "2001-01-01T00:00:00Z", seq = 99, kind = "topic" };
        (await eve.PostAsJsonAsync($"rooms/{room}/messages", claimed)).EnsureSuccessStatusCode();
        await IsByEve(ann, room, 3);
    }

    [Fact]
    public async Task G10_an_author_claimed_over_Socket_IO_is_ignored()
    {
        await using var ann = await Gateway.Guest("ann");
        await using var eve = await SocketIoClient.Connect(Gateway.Address, auth: new { token = await NewToken("eve") });
        var room = NewRoom();
        await ann.Join(room);
        await eve.Run("join", new { room, actor = ann.Session.User, user = ann.Session.User.Id });
        await eve.Run("send", new { room, id = NewId(), text = "forged", actor = ann.Session.User, username = "ann", at = "2001-01-01T00:00:00Z", seq = 99 });
        await IsByEve(ann, room, 3);
        // A name is asked for, and somebody has this one.
        await using var other = await SocketIoClient.Connect(Gateway.Address);
        var joined = await other.Ask("join room", new { roomname = room, username = "ann", userId = ann.Session.User.Id });
        Assert.NotEqual("ann", joined.GetProperty("username").GetString());
    }

    [Fact]
    public async Task G10_a_line_that_looks_like_somebody_elses_is_its_authors()
    {
        await using var ann = await Gateway.Guest("ann");
        await ann.Join("lobby");
        await using var bob = await LineClient.Named(Gateway.LineAddress!, "bob");
        await using var eve = await LineClient.Named(Gateway.LineAddress!, "eve");
        await eve.Says("[ann]: I said so");
        await eve.Says("*** The server says so");
        await bob.Hears("[eve]: [ann]: I said so\n");
        await bob.Hears("[eve]: *** The server says so\n");
    }

    [Fact]
    public async Task Other_peoples_direct_room_looks_on_every_door_like_one_that_is_not_there()
    {
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        var there = (await ann.Invoke<HubAck>("Direct", "bob", NewId(), "psst")).Room;
        var absent = DirectRooms.Name(Guid.NewGuid(), Guid.NewGuid());
        var token = await NewToken("eve");

        await using var socket = await SocketIoClient.Connect(Gateway.Address, auth: new { token });
        foreach (var (command, arguments) in new (string, Func<string, object>)[]
        {
            ("join", room => new { room }), ("leave", room => new { room }), ("send", room => new { room, id = NewId(), text = "x" }), ("history", room => new { room }),
            ("page", room => new { room, around = 1 }), ("reactions", room => new { room, seq = 1 }), ("room", room => new { room }), ("members", room => new { room }),
            ("edit", room => new { room, id = NewId(), target = 1, text = "x" }), ("delete", room => new { room, id = NewId(), target = 1 }),
        })
        {
            var answer = (await socket.Ask(command, arguments(there))).GetRawText();
            Assert.Contains("\"code\":4201", answer, StringComparison.Ordinal);
            Assert.Equal((await socket.Ask(command, arguments(absent))).GetRawText(), answer);
        }

        using var http = Caller(token);
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", "", null), ("GET", "/members", null), ("GET", "/messages", null), ("GET", "/messages?around=1", null), ("GET", "/messages/1/reactions", null),
            ("PUT", "/membership", null), ("DELETE", "/membership", null), ("POST", "/messages", new { id = NewId(), text = "x" }),
            ("PATCH", "/messages/1", new { id = NewId(), text = "x" }), ("DELETE", $"/messages/1?id={NewId()}", null),
        })
        {
            var answers = new List<string>();
            foreach (var room in new[] { there, absent })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), $"rooms/{Uri.EscapeDataString(room)}{path}") { Content = body is null ? null : JsonContent.Create(body) };
                using var answer = await http.SendAsync(request);
                await answer.IsProblem(ErrorCode.NoSuchRoom);
                answers.Add(WithoutTrace(await answer.Content.ReadAsStringAsync()));
            }

            Assert.Equal(answers[1], answers[0]);
        }

        await using var lines = await LineClient.Named(Gateway.LineAddress!, "liz");
        foreach (var room in new[] { there, absent }) await lines.Answers($"/join {room}", "! 4201 no_such_room: There is no such room.\n");
        Assert.Single((await bob.History(there)).Events);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(null)]
    public async Task A_token_that_never_was_or_is_no_more_is_refused_on_every_door(string? token)
    {
        if (token is null)
        {
            token = await NewToken("eve");
            using var goes = Caller(token);
            (await goes.DeleteAsync("session")).EnsureSuccessStatusCode();
        }

        using var http = Caller(token);
        using var refused = await http.GetAsync("me");
        await refused.IsProblem(ErrorCode.Unauthorized);
        foreach (var (packet, query) in new[] { ($"40{{\"token\":\"{token}\"}}", ""), ("40", $"&access_token={token}") })
        {
            await using var socket = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket, query);
            await socket.Send(packet);
            var answer = await Testing.Eventually.Within(socket.Receive(), "the answer to CONNECT");
            Assert.StartsWith("44{", answer, StringComparison.Ordinal);
            Assert.Equal(4001, JsonDocument.Parse(answer![2..]).RootElement.GetProperty("data").GetProperty("code").GetInt32());
        }

        if (token.Length != 64) return;
        await using var line = await LineClient.Connect(Gateway.LineAddress!);
        await line.Answers(token, "! 4001 unauthorized: ");
    }

    private static async Task IsByEve(HubClient ann, string room, long seq)
    {
        await ann.Hears(room, seq);
        var heard = ann.Heard(room).Single(e => e.Seq == seq);
        Assert.Equal(("eve", "message", "forged"), (heard.Actor.Name, heard.Kind, heard.Text));
        Assert.NotEqual(ann.Session.User.Id, heard.Actor.Id);
        Assert.True(heard.At > DateTimeOffset.UtcNow.AddMinutes(-1));
    }

    private static string WithoutTrace(string problem)
    {
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(problem)!;
        members.Remove("traceId");
        return JsonSerializer.Serialize(members);
    }
}
