using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests;

/// <summary>Whatever comes in gets a number out of docs/protocol.md, one line in the log, and harms nobody else.</summary>
public sealed class BadInputTests(TwoGateways world) : SharedWorld(world), IClassFixture<TwoGateways>
{
    private readonly string _room = NewRoom();

    [Theory]
    [InlineData("", ErrorCode.EmptyText)]
    [InlineData("   ", ErrorCode.EmptyText)]
    [InlineData(null, ErrorCode.EmptyText)]
    [InlineData("a\u0000b", ErrorCode.BadText)]
    [InlineData("a\u001b[31mb", ErrorCode.BadText)]
    public async Task Bad_text_is_refused(string? text, ErrorCode code)
    {
        await using var ann = await Talking("ann");
        Assert.Equal(code, await Refused(ann.Invoke<HubAck>("Send", _room, Guid.NewGuid(), text)));
        await Lives(ann, $"Send is refused: {(int)code}");
    }

    [Fact]
    public async Task A_lone_surrogate_is_refused_on_the_wire()
    {
        await using var ann = await Talking("ann");
        await ann.SendText($$"""{"type":1,"target":"Send","arguments":["{{_room}}","{{Guid.NewGuid()}}","half \ud83d"]}""");
        await Lives(ann, "refused: 4");
    }

    [Fact]
    public async Task Oversized_text_is_refused_with_the_limits_number()
    {
        await using var ann = await Talking("ann");
        Assert.Equal(ErrorCode.TextTooLong, await Refused(ann.Say(_room, new string('x', 8193))));
        Assert.Equal(ErrorCode.TextTooLong, await Refused(ann.Say(_room, new string('€', 2731))));
        await Lives(ann, "refused: 4102 text_too_long");
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" lobby")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("@direct")]
    [InlineData("a\nb")]
    [InlineData("-dash-first")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_bad_room_name_is_refused_by_every_command(string? room)
    {
        await using var ann = await Talking("ann");
        Assert.Equal(ErrorCode.BadRoomName, await Refused(ann.Call("Join", room, null)));
        Assert.Equal(ErrorCode.BadRoomName, await Refused(ann.Call("Leave", room)));
        Assert.Equal(ErrorCode.BadRoomName, await Refused(ann.Call("Send", room, Guid.NewGuid(), "hi")));
        Assert.Equal(ErrorCode.BadRoomName, await Refused(ann.Call("History", room, null, 10)));
        await Lives(ann, "refused: 4104 bad_room_name");
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData(" 6f9b0a52-6a0e-4d6e-8a3c-0f5f8f3a2b11")]
    [InlineData("0x9b0a52-6a0e-4d6e-8a3c-0f5f8f3a2b11")]
    [InlineData(null)]
    public async Task A_bad_id_is_refused(string? id)
    {
        await using var ann = await Talking("ann");
        Assert.Equal(ErrorCode.BadId, await Refused(ann.Call("Send", _room, id, "hi")));
    }

    [Theory]
    [InlineData("NoSuchMethod", "")]
    [InlineData("NoSuchMethod", "1,2,3")]
    [InlineData("Dispose", "")]
    [InlineData("OnConnectedAsync", "")]
    public async Task An_unknown_method_is_refused(string method, string arguments)
    {
        await using var ann = await Talking("ann");
        Assert.Equal(ErrorCode.UnknownMethod, await Refused(ann.Call(method, [.. arguments.Split(',', StringSplitOptions.RemoveEmptyEntries)])));
        await Lives(ann, "refused: 4006 unknown_method");
    }

    [Fact]
    public async Task A_record_of_an_unknown_type_is_skipped()
    {
        await using var ann = await Talking("ann");
        await ann.SendText("""{"type":99}""");
        await ann.SendText("""{"type":1,"invocationId":"x","target":"Send","arguments":[],"streamIds":["s"]}""");
        await Lives(ann, "refused: 4007 bad_arguments");
    }

    [Fact]
    public async Task A_client_that_does_nothing_but_be_refused_is_closed()
    {
        await using var other = await Talking("bob");
        await using var ann = await Talking("ann");
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            for (var i = 0; i < 5_000 && !ann.Closed.IsCompleted; i++) await ann.SendText("""{"type":1,"target":"Zork","arguments":[]}""");
        }
        catch (HubConnectionLostException)
        {
            // Closed while it went on.
        }

        Assert.StartsWith("4301 rate_limited: ", (await ann.Closed.Within("the connection to be closed")).Error, StringComparison.Ordinal);
        // A burst of 600, and 20 more for each second that it took.
        var allowed = 600 + (int)(20 * (TimeProvider.System.GetElapsedTime(begun).TotalSeconds + 1));
        Assert.InRange(Gateway.Log.Lines.Count(line => line.Text.Contains("4006 unknown_method", StringComparison.Ordinal)), 600, allowed);
        await Lives(other, "4301 rate_limited");
    }

    [Fact]
    public async Task A_handshake_that_is_none_is_refused_without_details()
    {
        using var socket = new ClientWebSocket();
        var session = await GuestSession.Open(Gateway.Address, "ann");
        var address = new UriBuilder(new Uri(Gateway.Address, "hub")) { Scheme = "ws", Query = $"access_token={session.Token}" }.Uri;
        await socket.ConnectAsync(address, CancellationToken.None);
        await socket.SendAsync("hello\u001e"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[4096];
        var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
        var answer = System.Text.Encoding.UTF8.GetString(buffer, 0, got.Count);
        Assert.Contains("error", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_without_a_name_is_refused()
    {
        await using var ann = await Talking("ann");
        await ann.SendText("""{"type":1,"invocationId":"x","target":"","arguments":[]}""");
        await Lives(ann, "refused: 4006 unknown_method");
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_refused()
    {
        await using var ann = await Talking("ann");
        Assert.Equal(ErrorCode.BadArguments, await Refused(ann.Call("Send", _room)));
        Assert.Equal(ErrorCode.BadArguments, await Refused(ann.Call("Send", _room, new { a = 1 }, "hi")));
        Assert.Equal(ErrorCode.BadArguments, await Refused(ann.Call("History", _room, "soon", 10)));
        Assert.Equal(ErrorCode.BadArguments, await Refused(ann.Call("Join", _room, null, "more")));
        Assert.Equal(ErrorCode.BadPageLimit, await Refused(ann.Call("History", _room, null, 201)));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.Call("History", NewRoom(), null, 10)));
        await Lives(ann, "refused: 4007 bad_arguments");
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Send","arguments":[""")]
    [InlineData("this is not JSON")]
    [InlineData("[]")]
    [InlineData("""{"type":"one"}""")]
    public async Task Malformed_frames_close_the_connection_with_their_number(string frame)
    {
        await using var other = await Talking("bob");
        await using var ann = await Talking("ann");
        await ann.SendText(frame);
        var closed = await ann.Closed.Within("the connection to be closed");
        Assert.StartsWith("4004 protocol_error: ", closed.Error, StringComparison.Ordinal);
        await Lives(other, "4004 protocol_error");
    }

    [Fact]
    public async Task A_frame_over_the_limit_closes_the_connection_with_its_number()
    {
        await using var other = await Talking("bob");
        await using var ann = await Talking("ann");
        try
        {
            await ann.SendText($$"""{"type":1,"target":"Send","arguments":["{{_room}}","{{Guid.NewGuid()}}","{{new string('x', 70_000)}}"]}""");
        }
        catch (HubConnectionLostException)
        {
            // The server need not read to the end.
        }

        var closed = await ann.Closed.Within("the connection to be closed");
        Assert.StartsWith("4005 frame_too_large: ", closed.Error, StringComparison.Ordinal);
        await Lives(other, "4005 frame_too_large");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_wrong_token_is_refused_at_the_handshake(string token)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(new Uri(Gateway.Address, "hub")) { Scheme = "ws", Query = $"access_token={token}" }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);

        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var negotiate = await http.PostAsync($"hub/negotiate?negotiateVersion=1&access_token={token}", null);
        await negotiate.IsProblem(ErrorCode.Unauthorized);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_its_connections_are_closed()
    {
        await using var ann = await Talking("ann");
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", ann.Session.Token);
        using var deleted = await http.DeleteAsync("api/v1/session");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.StartsWith("4001 unauthorized: ", (await ann.Closed.Within("the connection to be closed")).Error, StringComparison.Ordinal);
        using var again = await http.DeleteAsync("api/v1/session");
        await again.IsProblem(ErrorCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_revoked_at_another_gateway_ends_its_connections_here()
    {
        await using var ann = await Talking("ann");
        using var http = new HttpClient { BaseAddress = Second.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", ann.Session.Token);
        using var deleted = await http.DeleteAsync("api/v1/session");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.StartsWith("4001 unauthorized: ", (await ann.Closed.Within("the connection to be closed")).Error, StringComparison.Ordinal);
    }

    private async Task<HubClient> Talking(string name)
    {
        var client = await Gateway.Guest(name);
        await client.Join(_room);
        return client;
    }

    /// <summary>The server said one line of that kind, and goes on.</summary>
    private async Task Lives(HubClient client, string line)
    {
        await Eventually.Holds(
            () => Task.FromResult(Gateway.Log.Lines.Any(l => l.Level == LogLevel.Information && l.Text.Contains(line, StringComparison.Ordinal))),
            $"the log line '{line}'");
        var ack = await client.Say(_room, "still here");
        await client.Hears(_room, ack.Seq);
    }
}
