using OrleansChat.Testing;
using OrleansChat.Testing.Lines;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>S2, the anonymous TCP chat, sentence by sentence.</summary>
public sealed class S2AnonymousTcpTests : LineTest
{
    protected override (string, string)[] Settings => [("Tcp:Anonymous", "true")];

    [Fact]
    public async Task On_connect_the_server_greets_with_the_peers_address_and_port()
    {
        await using var ann = await Connect();
        await ann.Hears($"Hello {ann.Address}\n");
        Assert.StartsWith("Hello ", ann.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_typed_by_one_client_reaches_every_other_one_but_not_itself_prefixed_with_who_said_it()
    {
        await using var ann = await Connect();
        var name = await NameOf(ann);
        await using var bob = await Connect();
        await NameOf(bob);
        await using var eve = await Connect();
        await NameOf(eve);

        await ann.Says("hello, world");
        await bob.Hears($"[{name}]: hello, world\n");
        await eve.Hears($"[{name}]: hello, world\n");
        await bob.Says("hello, you");
        await ann.Hears("]: hello, you\n");
        Assert.DoesNotContain("hello, world", ann.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("Enter your username", ann.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exit_ends_the_connection()
    {
        await using var ann = await Connect();
        await NameOf(ann);
        await ann.Says("exit");
        await ann.Ended.Within("the end of the connection");
        await Sessions(0);
    }

    [Fact]
    public async Task A_client_that_vanishes_is_forgotten()
    {
        await using var bob = await Connect();
        await NameOf(bob);
        var ann = await Connect();
        var name = await NameOf(ann);
        ann.Breaks();
        await bob.Hears($"{name} left the chat\n");
        await Sessions(1);
    }

    [Fact]
    public async Task The_server_logs_connects_exits_and_disconnects()
    {
        await using var ann = await Connect();
        await NameOf(ann);
        await using var bob = await Connect();
        await NameOf(bob);
        await Logs($"{ann.Address} connected");
        await ann.Says("exit");
        await Logs($"{ann.Address} has ended: Exit");
        var address = bob.Address;
        bob.Breaks();
        await Logs($"{address} has ended: Disconnect");
    }

    /// <summary>The name that a newcomer was given, who then has come in.</summary>
    private static async Task<string> NameOf(LineClient client)
    {
        await client.Hears(" online.\nWelcome ");
        var name = (await client.Hears("!\n"))[..^2];
        Assert.Matches("^guest-[0-9]+$", name);
        await client.Answers("/echo here", "Echo: here (");
        return name;
    }
}
