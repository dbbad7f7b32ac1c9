using OrleansChat.Testing;
using OrleansChat.Testing.Doors;
using OrleansChat.Testing.SocketIo;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Hostile;

/// <summary>Peers that begin and never go on: each is let go in its time, by its number, and keeps nobody waiting. (Those of
/// the line door are in LineRefusalTests.)</summary>
public sealed class UnfinishedHandshakeTests : HostileTest
{
    protected override (string, string)[] Settings =>
        [.. Bystanders.Settings, ("Sessions:HandshakeTimeout", "00:00:01"), ("SocketIo:ConnectTimeout", "00:00:01"), ("WebSocket:Ping", "00:00:01")];

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n")]
    [InlineData("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websoc")]
    [InlineData("GET")]
    public Task Headers_that_never_end_are_answered_with_408(string begun) => WhileTheyTalk(async () =>
    {
        using var peer = await RawConnection.To(Gateway.Address);
        await peer.Sends(begun);
        Assert.StartsWith("HTTP/1.1 408 ", await peer.Hears(), StringComparison.Ordinal);
    });

    [Fact]
    public Task Headers_that_come_drop_by_drop_are_answered_with_408() => WhileTheyTalk(async () =>
    {
        using var peer = await RawConnection.To(Gateway.Address);
        await peer.Sends("GET / HTTP/1.1\r\nHost: localhost\r\n");
        var answer = peer.Hears();
        await Drip.Until(TimeSpan.FromMilliseconds(50), answer, i => peer.Sends($"X-{i}: drop\r\n")).Within("the server to have enough");
        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
    });

    [Fact]
    public async Task A_hub_connection_without_a_handshake_is_told_so_and_closed()
    {
        var token = await NewToken("eve");
        await WhileTheyTalk(async () =>
        {
            using var peer = await RawConnection.To(Gateway.Address);
            await peer.Sends(RawConnection.Upgrade($"/hub?access_token={token}"));
            await peer.Hears("\r\n\r\n");
            // Half a record is none.
            await peer.Sends(Frames.Text("{\"protocol\":\"json\""));
            Assert.Contains("{\"error\":\"", await peer.Hears(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("40/admin,")]
    [InlineData("41")]
    [InlineData("40{\"token\":\"nonsense\"}")]
    public Task Who_talks_and_does_not_connect_gets_no_more_time_for_it(string packet) => WhileTheyTalk(async () =>
    {
        await using var peer = await EngineClient.Open(Gateway.Address, EngineCarrier.WebSocket);
        var ended = End(peer);
        await Drip.Until(TimeSpan.FromMilliseconds(100), ended, _ => Record.ExceptionAsync(() => peer.Send(packet))).Within("the server to have enough");
        await ended;
        Assert.Equal(4014, (int?)peer.CloseStatus);
    });

    [Theory]
    [InlineData("/ws")]
    [InlineData("/")]
    public Task A_frame_that_never_ends_and_no_answer_to_pings_ends_the_connection(string path) => WhileTheyTalk(async () =>
    {
        using var peer = await RawConnection.To(Gateway.Address);
        await peer.Sends(RawConnection.Upgrade(path));
        await peer.Hears("\r\n\r\n");
        await peer.Sends(Frames.Head(60_000));
        await peer.Hears();
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 2), "the peer to be forgotten");
    });

    private static async Task End(EngineClient peer)
    {
        while (await peer.Receive().Within("the end") is not null)
        {
        }
    }
}
