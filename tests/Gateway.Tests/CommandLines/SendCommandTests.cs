using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.CommandLines;

/// <summary><c>orleanschat send</c>: what it exits with 0 for is in the room, once and in order.</summary>
public sealed class SendCommandTests(TwoGateways world) : SharedWorld(world), IClassFixture<TwoGateways>
{
    [Fact]
    public async Task What_was_said_is_there_when_it_ends()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var sent = await RunningCommand.Run(Gateway.Address, "send", room, "built \"1.0\" ☃", "--name", "build");
        Assert.Equal(0, await sent.Exit);
        Assert.Empty(sent.Output);
        Assert.Empty(sent.Errors);
        // A guest that was made for it doesn't stay.
        await ann.Hears(room, 4);
        Assert.Equal(["join", "message", "leave"], ann.Heard(room).Select(e => e.Kind));
        Assert.Equal(("build", "built \"1.0\" ☃"), (ann.Heard(room)[1].Actor.Name, ann.Heard(room)[1].Text));
    }

    [Fact]
    public async Task With_a_token_one_is_always_the_same_and_stays_a_member()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var token = (await RunningCommand.Run(Gateway.Address, "token", "--name", "build")).Output.Single();
        foreach (var text in new[] { "one", "two" })
            Assert.Equal(0, await (await RunningCommand.Run(Gateway.Address, "send", room, text, "--token", token)).Exit);
        await ann.Hears(room, 4);
        Assert.Equal(["join", "message", "message"], ann.Heard(room).Select(e => e.Kind));
        Assert.All(ann.Heard(room), e => Assert.Equal("build", e.Actor.Name));
    }

    [Fact]
    public async Task G1_lines_beyond_the_rate_limit_arrive_whole_and_in_order()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var lines = Enumerable.Range(0, 70).Select(i => $"line {i}").ToList();
        var sending = RunningCommand.Start(Gateway.Address, new StringReader(string.Join("\n", lines) + "\n\n  \n"), "send", room, "-");
        Assert.Equal(0, await sending.Exit.Within("all to be sent"));
        Assert.Equal(lines, await Messages(ann, room));
    }

    [Fact]
    public async Task G3_lines_arrive_once_and_in_order_through_lost_connections_and_gateways()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        (string, string)[] fast = [("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000")];
        var first = await GatewayHost.Start(Engine, fast);
        await using var second = await GatewayHost.Start(Engine, fast);
        var address = first.Address;
        await using var network = new Network(() => address);
        var input = new LineInput();
        var sending = RunningCommand.Start(network.Address, input, "send", room, "-");
        for (var i = 0; i < 200; i++)
        {
            input.Type($"line {i}");
            if (i % 40 == 20)
            {
                await Eventually.Holds(async () => (await Messages(ann, room)).Count >= i - 10, "most of it to be said");
                network.Cut();
                network.Restore();
            }

            if (i != 100) continue;
            address = second.Address;
            await first.DisposeAsync();
        }

        input.End();
        Assert.Equal(0, await sending.Exit.Within("all to be sent"));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"line {i}"), await Messages(ann, room));
    }

    [Fact]
    public async Task G3_a_message_whose_acknowledgement_was_lost_is_there_once()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        await using var network = new Network(() => Gateway.Address);
        var input = new LineInput();
        var sending = RunningCommand.Start(network.Address, input, "send", room, "-");
        input.Type("first");
        await ann.Hears(room, 3);
        network.Down.Shut();
        input.Type("second");
        await ann.Hears(room, 4);
        network.Cut();
        network.Restore();
        input.Type("third");
        input.End();
        Assert.Equal(0, await sending.Exit.Within("all to be sent"));
        Assert.Equal(["first", "second", "third"], await Messages(ann, room));
    }

    [Fact]
    public async Task Waiting_for_a_line_keeps_no_interrupt_waiting()
    {
        using var terminal = new SilentTerminal();
        var sending = RunningCommand.Start(Gateway.Address, terminal, "send", NewRoom(), "-");
        Assert.Equal(130, await sending.Interrupt());
    }

    [Theory]
    [InlineData("4104 bad_room_name: ", "no room", "hi")]
    [InlineData("4101 empty_text: ", "some-room", " ")]
    [InlineData("4201 no_such_room: ", "@00000000000000000000000000000001.00000000000000000000000000000002", "hi")]
    public async Task A_refusal_is_said_with_its_number(string error, string room, string text)
    {
        var sent = await RunningCommand.Run(Gateway.Address, "send", room, text);
        Assert.Equal(1, await sent.Exit);
        Assert.StartsWith(error, Assert.Single(sent.Errors), StringComparison.Ordinal);
        Assert.Empty(sent.Output);
    }

    [Fact]
    public async Task A_wrong_token_is_no_reason_to_try_again()
    {
        var sent = await RunningCommand.Run(Gateway.Address, "send", NewRoom(), "hi", "--token", "nonsense");
        Assert.Equal((1, "4001 unauthorized: Unauthorized"), (await sent.Exit, sent.Errors.Single()));
    }

    [Fact]
    public async Task Something_else_than_a_chat_server_is_no_reason_to_try_again()
    {
        var sent = await RunningCommand.Run(new Uri(Gateway.Address, "nothing/here"), "send", NewRoom(), "hi");
        Assert.Equal(1, await sent.Exit);
        Assert.StartsWith("404 http: ", sent.Errors.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_server_is_it_gives_up_if_it_is_told_to()
    {
        var network = new Network(() => Gateway.Address);
        var nobody = network.Address;
        await network.DisposeAsync();
        var sent = await RunningCommand.Run(nobody, "send", NewRoom(), "hi", "--give-up", "1");
        Assert.Equal(3, await sent.Exit);
        Assert.All(sent.Errors, line => Assert.StartsWith("0 unreachable: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("send")]
    [InlineData("send", "room")]
    [InlineData("send", "room", "text", "more")]
    [InlineData("send", "room", "text", "--zork")]
    [InlineData("send", "room", "text", "--give-up", "-1")]
    [InlineData("replay", "no-such-file", "--room", "room", "--rate", "1", "--token", "x")]
    [InlineData("replay", "file", "--room", "room", "--rate", "1")]
    [InlineData("replay", "file", "--room", "room", "--rate", "0", "--token", "x")]
    public async Task A_command_that_cannot_be_meant_ends_with_2(params string[] args)
    {
        var run = await RunningCommand.Run(Gateway.Address, args);
        Assert.Equal(2, await run.Exit);
        Assert.NotEmpty(run.Errors);
    }

    [Fact]
    public async Task An_address_that_is_none_ends_with_2()
    {
        var error = new LineRecord();
        var exit = await OrleansChat.Cli.CommandLine.Run(
            ["send", "room", "hi", "--server", "localhost"], new OrleansChat.Cli.Streams(TextReader.Null, TextWriter.Null, error));
        Assert.Equal(2, exit);
        Assert.StartsWith("--server: ", error.Lines.Single(), StringComparison.Ordinal);
    }

    private static async Task<List<string>> Messages(HubClient reader, string room)
    {
        var events = new List<HubEvent>();
        for (HubPage? page = null; page is null or { More: true }; events.InsertRange(0, page.Events))
            page = await reader.History(room, page?.Events[0].Seq);
        return [.. events.Where(e => e.Kind == "message").Select(e => e.Text!)];
    }
}
