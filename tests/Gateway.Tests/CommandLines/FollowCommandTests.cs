using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Processes;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.CommandLines;

/// <summary><c>orleanschat follow</c>: every event of a room, each once and in order.</summary>
public sealed class FollowCommandTests : LocalGateway
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"position-{Guid.NewGuid():N}");

    protected override (string, string)[] Settings => [("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000")];

    [Fact]
    public async Task The_latest_page_comes_first_then_what_is_live()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        await ann.Say(room, "before ☃");
        var follow = RunningCommand.Start(Gateway.Address, null, "follow", room, "--name", "bob");
        await follow.Prints("before ☃");
        await ann.Hears(room, 3);
        await ann.Say(room, "live");
        await follow.Prints("live");
        Assert.Equal(["join", "message", "join", "message"], follow.Events.Select(e => e.Text("kind")));
        Assert.Equal([1, 2, 3, 4], follow.Events.Select(e => e.Number("seq")));
        Assert.Equal(130, await follow.Interrupt());
        await ann.Hears(room, 5);
        Assert.Equal("leave", ann.Heard(room)[^1].Kind);
    }

    [Fact]
    public async Task G5_the_next_run_goes_on_where_the_last_one_was()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var token = (await RunningCommand.Run(Gateway.Address, "token")).Output.Single();
        var seqs = new List<long>();
        for (var run = 0; run < 4; run++)
        {
            await ann.Say(room, $"run {run}");
            var follow = RunningCommand.Start(Gateway.Address, null, "follow", room, "--position", _file, "--token", token);
            await follow.Prints($"run {run}");
            var last = await ann.Say(room, $"live {run}");
            await follow.Prints($"live {run}");
            Assert.Equal(130, await follow.Interrupt());
            seqs.AddRange(follow.Events.Select(e => e.Number("seq")));
            Assert.Equal($"{last.Epoch}:{last.Seq}\n", await File.ReadAllTextAsync(_file));
        }

        Assert.Equal(Enumerable.Range(1, seqs.Count).Select(i => (long)i), seqs);
        File.Delete(_file);
    }

    [Fact]
    public async Task G4_G5_lost_connections_and_gateways_show_in_no_line()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var first = await GatewayHost.Start(Engine, Settings);
        await using var second = await GatewayHost.Start(Engine, Settings);
        var address = first.Address;
        await using var network = new Network(() => address);
        var follow = RunningCommand.Start(network.Address, null, "follow", room);
        await ann.Hears(room, 2);
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 50; i++) await ann.Say(room, $"{round} {i}");
            if (round == 3)
            {
                address = second.Address;
                await first.DisposeAsync();
            }
            else
            {
                network.Cut();
                network.Restore();
            }

            for (var i = 0; i < 50; i++) await ann.Say(room, $"{round} again {i}");
        }

        var last = await ann.Say(room, "the last one");
        await follow.Prints("the last one");
        Assert.Equal(Enumerable.Range(1, (int)last.Seq).Select(i => (long)i), follow.Events.Select(e => e.Number("seq")));
        Assert.Equal(130, await follow.Interrupt());
    }

    [Fact]
    public async Task G5_far_behind_it_says_that_it_begins_anew()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        await ann.Say(room, "the latest");
        var follow = RunningCommand.Start(Gateway.Address, null, "follow", room, "--after", "7:1");
        await follow.Prints("the latest");
        var reset = follow.Events[0];
        Assert.True(reset.GetProperty("reset").GetBoolean());
        Assert.Equal((room, 1L), (reset.Text("room"), reset.Number("epoch")));
        Assert.Equal(1, follow.Events[1].Number("seq"));
        await follow.Interrupt();
    }

    [Fact]
    public async Task After_a_position_exactly_what_comes_behind_it_is_printed()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        for (var i = 2; i <= 300; i++) await ann.Say(room, $"{i}");
        var follow = RunningCommand.Start(Gateway.Address, null, "follow", room, "--after", "10");
        await ann.Hears(room, 301);
        var last = await ann.Say(room, "the end");
        await follow.Prints("the end");
        Assert.Equal(Enumerable.Range(11, (int)last.Seq - 10).Select(i => (long)i), follow.Events.Select(e => e.Number("seq")));
        await follow.Interrupt();
    }

    // By SIGTERM: a shell's background jobs, and what they start, are deaf to SIGINT.
    [Fact]
    public async Task The_program_ends_in_an_orderly_way_when_it_is_asked_to()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var program = Path.Combine(AppContext.BaseDirectory, "orleanschat.dll");
        using var follow = new ChildProcess("dotnet", [program, "follow", room, "--position", _file, "--server", Gateway.Address.ToString()]);
        await ann.Hears(room, 2);
        await Eventually.Holds(() => Task.FromResult(File.Exists(_file) && File.ReadAllText(_file) == "1:2\n"), "the position to be written");
        Signals.Terminate(follow.Id);
        Assert.Equal(130, await follow.Ended.Within("the program to end"));
        await ann.Hears(room, 3);
        Assert.Equal("leave", ann.Heard(room)[^1].Kind);
        File.Delete(_file);
    }

    [Fact]
    public async Task Who_leaves_on_another_connection_is_not_joined_again()
    {
        var room = NewRoom();
        var session = await GuestSession.Open(Gateway.Address, "ann");
        await using var ann = await Gateway.Again(session);
        await ann.Join(room);
        var follow = RunningCommand.Start(Gateway.Address, null, "follow", room, "--token", session.Token);
        await follow.Prints("join");
        await ann.Invoke<object>("Leave", room);
        Assert.Equal(1, await follow.Exit.Within("the follower to end"));
        Assert.StartsWith("4202 not_a_member: ", follow.Errors.Single(), StringComparison.Ordinal);
        Assert.Equal("leave", follow.Events[^1].Text("kind"));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_position_file_that_holds_something_else_is_not_touched(string content)
    {
        await File.WriteAllTextAsync(_file, content);
        var follow = await RunningCommand.Run(Gateway.Address, "follow", NewRoom(), "--position", _file);
        Assert.Equal(2, await follow.Exit);
        Assert.Equal(content, await File.ReadAllTextAsync(_file));
        File.Delete(_file);
    }
}
