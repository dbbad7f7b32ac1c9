using OrleansChat.Testing;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>A gateway, and people who come by its plain WebSocket door.</summary>
public abstract class SocketTest(TwoGateways? shared = null) : LocalGateway(shared)
{
    /// <summary>A page of the chat dialect, greeted, and in its room. Without a query it is a new guest in the lobby.</summary>
    protected async Task<SocketClient> Chats(string query = "", string path = "")
    {
        var client = await SocketClient.Connect(Gateway.Address, query, path);
        await client.Hears(frame => frame.Is("system") && frame.TryGetProperty("clientId", out _), "the welcome");
        // It is greeted before it is in its room; commands are heard after that.
        await client.Ask("mine");
        return client;
    }

    /// <summary>Such a page that others see in its room.</summary>
    protected async Task<SocketClient> Chats(string query, SocketClient seenBy)
    {
        var client = await Chats(query);
        await seenBy.Hears($"{Name(client)} joined the chat");
        return client;
    }

    /// <summary>A client of the contract dialect, welcomed.</summary>
    protected async Task<SocketClient> Program(string query = "", bool read = true)
    {
        var client = await SocketClient.Connect(Gateway.Address, query, contract: true, read: read);
        if (read) await client.Hears(frame => frame.Is("welcome"), "the welcome");
        return client;
    }

    /// <summary>The name that a page was greeted with.</summary>
    protected static string Name(SocketClient client) => client.Lines("system")[0]["Welcome! You are connected as ".Length..];

    protected static string NewId() => Guid.NewGuid().ToString();

    protected static async Task<ErrorCode> RefusedBy(Task call) => (await Assert.ThrowsAsync<SocketRefused>(() => call)).Code;

    protected static async Task Ends(SocketClient client, int code, string? reason = null)
    {
        var closed = await client.Closed.Within("the connection to be closed");
        Assert.True(code == closed.Code, $"not {code}: {closed}");
        if (reason is not null) Assert.StartsWith(reason, closed.Reason, StringComparison.Ordinal);
    }
}
