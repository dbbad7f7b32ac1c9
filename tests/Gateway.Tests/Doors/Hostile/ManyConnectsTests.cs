using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Doors.Hostile;

/// <summary>Two thousand connects from one address, as fast as they go: what is over the limit is refused by 4301 on each door.</summary>
public sealed class ManyConnectsTests : HostileTest
{
    private const int Connects = 2_000;
    private const int AtOnce = 50;

    protected override (string, string)[] Settings =>
    [
        .. base.Settings, ("Addresses:ConnectionsPerSecond", "1"), ("Addresses:ConnectionBurst", "20"), ("Addresses:SessionsPerSecond", "1"), ("Addresses:SessionBurst", "20"),
        ("Sessions:ConnectionsPerUser", "10000"),
    ];

    [Theory]
    [InlineData("/ws", "429 Too Many")]
    [InlineData("/", "429 Too Many")]
    [InlineData("/socket.io/?EIO=4&transport=websocket", "429 Too Many")]
    public Task A_flood_of_WebSockets_is_refused_before_the_upgrade(string path, string refusal) =>
        Flood(async () => (await Answer(RawConnection.Upgrade(path), "\r\n\r\n")).Contains(refusal, StringComparison.Ordinal));

    [Fact]
    public Task A_flood_of_polls_is_refused() => Flood(async () =>
        (await Answer("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", until: null)).Contains(
            "\"code\":4,\"message\":\"Too much at once", StringComparison.Ordinal));

    [Fact]
    public Task A_flood_of_new_sessions_is_refused() => Flood(async () =>
    {
        const string Body = "{\"name\":\"Too much\"}";
        var answer = await Answer(
            $"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}", until: null);
        return answer.Contains("\"code\":4301", StringComparison.Ordinal);
    });

    [Fact]
    public Task A_flood_of_lines_is_refused() => Flood(async () =>
    {
        using var connection = await RawConnection.To(Gateway.LineAddress!);
        return (await connection.Hears("\n")).StartsWith("! 4301 rate_limited ", StringComparison.Ordinal);
    });

    [Fact]
    public async Task A_flood_of_hub_connections_is_refused_before_the_upgrade()
    {
        var token = await NewToken("eve");
        // Without SignalR's handshake: nobody need take part to be counted.
        await Flood(async () => (await Answer(RawConnection.Upgrade($"/hub?access_token={token}"), "\r\n\r\n")).Contains("429 Too Many", StringComparison.Ordinal));
    }

    private Task Flood(Func<Task<bool>> isRefused) => WhileTheyTalk(async () =>
    {
        var (left, refused) = (Connects, 0);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                if (await isRefused()) Interlocked.Increment(ref refused);
        }));
        Assert.InRange(refused, Connects / 2, Connects - 1);
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 2), "whoever came in to be forgotten");
    });

    private async Task<string> Answer(string request, string? until)
    {
        using var connection = await RawConnection.To(Gateway.Address);
        await connection.Sends(request);
        return await connection.Hears(until);
    }
}
