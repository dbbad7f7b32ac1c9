using System.Text;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>S4, the TCP chat with names and commands, sentence by sentence.</summary>
public sealed class S4TcpChatTests : LineTest
{
    [Fact]
    public async Task Asks_for_a_username_welcomes_its_bearer_and_tells_the_others()
    {
        await using var bob = await Named("bob");
        await using var ann = await Connect();
        await ann.Hears("Enter your username:");
        await ann.Says("ann");
        await ann.Hears("Welcome ann!\n");
        await bob.Hears("ann joined the chat\n");
        await ann.Answers("/echo x", "Echo: x");
        Assert.DoesNotContain("joined", ann.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_appear_with_their_author_to_everybody_else()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await ann.Says("Pasta tonight?");
        await bob.Answers("Yes!", "[ann]: Pasta tonight?\n");
        await ann.Hears("[bob]: Yes!\n");
        Assert.DoesNotContain("[ann]", ann.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_lists_who_is_online()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await Eventually.Holds(
            async () => (await bob.Answers("/users", "Online in #lobby (") + await bob.Hears("\n")).EndsWith("2): ann, bob\n", StringComparison.Ordinal),
            "both to be listed");
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        await using var ann = await Named("ann");
        var help = await ann.Answers("/help", "//TEXT");
        foreach (var command in "help users rooms join leave msg me name topic history token echo quit".Split(' '))
            Assert.Contains($"/{command}", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/quit")]
    [InlineData("/QUIT now")]
    [InlineData("exit")]
    public async Task Quit_leaves_and_leaving_is_announced(string line)
    {
        await using var bob = await Named("bob");
        await using var ann = await Named("ann");
        await ann.Answers(line, "Goodbye ann!\n");
        await ann.Ended.Within("the end of the connection");
        await bob.Hears("ann left the chat\n");
        await Sessions(1);
        // The name is free then: whoever quits may want to come back.
        await Eventually.Holds(async () => await Engine.Directory.FindUser("ann") is null, "the name to be free");
        await using var again = await Named("ann");
        await bob.Hears("ann joined the chat\n");
    }

    [Theory]
    [InlineData("/dance")]
    [InlineData("/")]
    [InlineData("/helpme please")]
    public async Task Anything_else_with_a_slash_is_an_unknown_command(string line)
    {
        await using var ann = await Named("ann");
        await ann.Answers(line, "Unknown command. Type /help for help\n");
    }

    [Fact]
    public async Task UTF8_survives_any_packet_boundary()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        foreach (var piece in Encoding.UTF8.GetBytes("grüße aus Köln 👩‍👩‍👧 €\n")) await ann.Sends(new[] { piece });
        await bob.Hears("[ann]: grüße aus Köln 👩‍👩‍👧 €\n");
    }

    [Fact]
    public async Task An_idle_connection_is_told_so_and_closed()
    {
        await using var gateway = await Testing.Hub.GatewayHost.Start(Engine, ("Tcp:Idle", "00:00:01"));
        await using var ann = await Testing.Lines.LineClient.Connect(gateway.LineAddress!);
        await ann.Hears("Enter your username: ");
        await ann.Says("ann");
        await ann.Hears("Timeout - closing connection\n");
        await ann.Ended.Within("the end of the connection");
        await Eventually.Holds(() => Task.FromResult(gateway.Sessions == 0), "the session to end");
    }
}
