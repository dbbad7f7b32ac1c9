using System.Net;
using System.Net.WebSockets;
using System.Text;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Doors.Hostile;

/// <summary>What can't be read, at the doors of the hub, Socket.IO and REST, while two people talk. (The others':
/// HostileFrameTests, LineRefusalTests.)</summary>
public sealed class MalformedInputTests(TwoGenerousGateways shared) : HostileTest(shared), IClassFixture<TwoGenerousGateways>
{
    private const string Engine4 = "/socket.io/?EIO=4&transport=websocket";
    private static readonly byte[] NoUtf8 = [0x34, 0x22, 0xC3, 0x28, 0x22];

    [Fact]
    public async Task Text_that_is_not_UTF_8_ends_a_hub_connection_with_1007()
    {
        var address = await HubAddress();
        await WhileTheyTalk(async () => Assert.Equal(1007, await Ends(address, socket => socket.SendAsync(NoUtf8, WebSocketMessageType.Text, true, default))));
    }

    [Fact]
    public Task Text_that_is_not_UTF_8_ends_a_Socket_IO_connection() => WhileTheyTalk(async () =>
    {
        await Ends(Engine4, socket => socket.SendAsync(NoUtf8, WebSocketMessageType.Text, true, default));
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        var opened = await http.GetStringAsync("socket.io/?EIO=4&transport=polling");
        var sid = System.Text.Json.JsonDocument.Parse(opened[1..]).RootElement.GetProperty("sid").GetString();
        using var body = new ByteArrayContent(NoUtf8);
        using var answer = await http.PostAsync($"socket.io/?EIO=4&transport=polling&sid={sid}", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var again = await http.GetAsync($"socket.io/?EIO=4&transport=polling&sid={sid}");
        Assert.Contains("Session ID unknown", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    });

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_a_numbered_problem_over_REST()
    {
        using var eve = Caller(await NewToken("eve"));
        await WhileTheyTalk(async () =>
        {
            using var body = new ByteArrayContent([.. "{\"id\":\""u8, .. Encoding.ASCII.GetBytes(NewId()), .. "\",\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
            body.Headers.ContentType = new("application/json");
            using var answer = await eve.PostAsync("rooms/lobby/messages", body);
            await answer.IsProblem(ErrorCode.BadArguments);
        });
    }

    [Fact]
    public async Task Deep_nesting_is_a_numbered_problem_over_REST()
    {
        using var eve = Caller(await NewToken("eve"));
        await WhileTheyTalk(async () =>
        {
            foreach (var body in new[] { Nested(20_000), $"{{\"id\":{Nested(20_000)},\"text\":\"x\"}}", $"{{\"name\":{Nested(65)}}}" })
            {
                using var content = new StringContent(body, null, "application/json");
                using var answer = await eve.PostAsync("rooms/lobby/messages", content);
                await answer.IsProblem(ErrorCode.BadArguments);
            }
        });
    }

    [Fact]
    public async Task Deep_nesting_ends_a_hub_connection_with_4004()
    {
        await using var eve = await Gateway.Guest("eve");
        await WhileTheyTalk(async () =>
        {
            await eve.SendText($"{{\"type\":1,\"target\":\"Page\",\"arguments\":[\"lobby\",{Nested(20_000)}]}}");
            Assert.StartsWith("4004 protocol_error: ", (await eve.Closed.Within("the end")).Error, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("""{"type":1,"invocation\ud83d":"1","target":"Mine","arguments":[]}""")]
    [InlineData("""{"type":1,"target":"\udc4d","arguments":[]}""")]
    public async Task Half_a_surrogate_pair_in_a_records_names_ends_a_hub_connection_with_4004(string record)
    {
        await using var eve = await Gateway.Guest("eve");
        await WhileTheyTalk(async () =>
        {
            await eve.SendText(record);
            Assert.StartsWith("4004 protocol_error: ", (await eve.Closed.Within("the end")).Error, StringComparison.Ordinal);
        });
    }

    [Fact]
    public Task A_packet_in_a_thousand_empty_fragments_ends_a_Socket_IO_connection_with_4004() => WhileTheyTalk(async () => Assert.Equal(4004, await Ends(Engine4, async socket =>
    {
        for (var i = 0; i < 1_001; i++) await socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, false, default);
    })));

    [Fact]
    public Task A_packet_that_is_too_large_in_fragments_ends_a_Socket_IO_connection_with_4005() => WhileTheyTalk(async () => Assert.Equal(4005, await Ends(Engine4, async socket =>
    {
        for (var i = 0; i < 70; i++) await socket.SendAsync(new byte[1024].AsMemory(), WebSocketMessageType.Text, false, default);
    })));

    [Fact]
    public async Task A_record_that_is_too_large_in_fragments_ends_a_hub_connection_with_4005()
    {
        await using var eve = await Gateway.Guest("eve");
        await WhileTheyTalk(async () =>
        {
            // Each frame is small, and no record ends.
            for (var i = 0; i < 200 && !eve.Closed.IsCompleted; i++)
                if (await Record.ExceptionAsync(() => eve.Send(Encoding.UTF8.GetBytes(new string('x', 1024)))) is not null) break;
            Assert.StartsWith("4005 frame_too_large: ", (await eve.Closed.Within("the end")).Error, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("/hub")]
    [InlineData(Engine4)]
    public async Task A_page_of_another_origin_is_refused_before_the_upgrade(string path)
    {
        var token = await NewToken("eve");
        using var peer = await RawConnection.To(Gateway.Address);
        await peer.Sends(RawConnection.Upgrade(path, $"Origin: https://evil.example\r\nAuthorization: Bearer {token}\r\n"));
        Assert.StartsWith("HTTP/1.1 403 ", await peer.Hears("\r\n\r\n"), StringComparison.Ordinal);
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private async Task<string> HubAddress() => $"/hub?access_token={await NewToken("eve")}";

    /// <summary>Opens a WebSocket, sends, and reads to the end; by which number it ended.</summary>
    private async Task<int> Ends(string path, Func<ClientWebSocket, Task> sends)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{Gateway.Address.Authority}{path}"), default).Within("the WebSocket to open");
        var buffer = new byte[4096];
        if (path.StartsWith("/hub", StringComparison.Ordinal))
        {
            await socket.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, default);
            await socket.ReceiveAsync(buffer, default).Within("the handshake's answer");
        }

        // The server need not read to the end.
        await Record.ExceptionAsync(() => sends(socket));
        while (socket.State is WebSocketState.Open && await Record.ExceptionAsync(() => socket.ReceiveAsync(buffer, default).Within("the end")) is null)
        {
        }

        return (int)(socket.CloseStatus ?? 0);
    }
}
