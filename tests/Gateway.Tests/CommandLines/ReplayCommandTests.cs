using System.Text.RegularExpressions;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.CommandLines;

/// <summary><c>orleanschat replay</c>: a file of messages, each once however often it is repeated.</summary>
public sealed partial class ReplayCommandTests : LocalGateway
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    protected override (string, string)[] Settings => [("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000")];

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task G3_a_replay_that_is_interrupted_and_repeated_says_everything_once_and_in_order(int atOnce)
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var token = (await RunningCommand.Run(Gateway.Address, "token")).Output.Single();
        var file = Write("words.txt", [.. Enumerable.Range(0, 150).Select(i => i % 2 == 0 ? $"line {i}" : $$"""{"text":"line {{i}}","more":1}"""), "", "line 150"]);
        string[] replay = ["replay", file, "--room", room, "--rate", "2000", "--at-once", $"{atOnce}", "--token", token];
        var first = RunningCommand.Start(Gateway.Address, null, replay);
        await ann.Hears(room, 40);
        Assert.Contains(await first.Interrupt(), new[] { 0, 130 });
        for (var repeated = 0; repeated < 2; repeated++)
        {
            var again = await RunningCommand.Run(Gateway.Address, replay);
            Assert.Equal(0, await again.Exit);
            Assert.Matches(Summary(), again.Output.Single());
            Assert.StartsWith("151 of 151 messages acknowledged in ", again.Output.Single(), StringComparison.Ordinal);
        }

        var page = await ann.History(room, limit: 200);
        Assert.Equal(Enumerable.Range(0, 151).Select(i => $"line {i}"), page.Events.Where(e => e.Kind == "message").Select(e => e.Text));
    }

    [Fact]
    public async Task Another_label_says_it_again()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var token = (await RunningCommand.Run(Gateway.Address, "token")).Output.Single();
        var file = Write("words.txt", ["hello"]);
        foreach (var label in new[] { "", "", "monday" })
            await RunningCommand.Run(Gateway.Address, "replay", file, "--room", room, "--rate", "10", "--token", token, "--label", label);
        Assert.Equal(["join", "join", "message", "message"], (await ann.History(room)).Events.Select(e => e.Kind));
    }

    [Fact]
    public async Task It_keeps_to_its_rate()
    {
        var token = (await RunningCommand.Run(Gateway.Address, "token")).Output.Single();
        var begun = TimeProvider.System.GetTimestamp();
        var replay = await RunningCommand.Run(
            Gateway.Address, "replay", Write("words.txt", ["1", "2", "3", "4", "5", "6"]), "--room", NewRoom(), "--rate", "10", "--token", token);
        Assert.Equal(0, await replay.Exit);
        // Six messages have five pauses between them.
        Assert.True(TimeProvider.System.GetElapsedTime(begun) >= TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task G3_a_gateway_that_dies_in_the_middle_costs_no_message_and_doubles_none()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        var first = await GatewayHost.Start(Engine, Settings);
        var address = first.Address;
        await using var network = new Network(() => address);
        var token = (await RunningCommand.Run(Gateway.Address, "token")).Output.Single();
        var file = Write("words.txt", [.. Enumerable.Range(0, 180).Select(i => $"line {i}")]);
        var replay = RunningCommand.Start(network.Address, null, "replay", file, "--room", room, "--rate", "400", "--token", token);
        await ann.Hears(room, 60);
        network.Cut();
        address = Gateway.Address;
        network.Restore();
        Assert.Equal(0, await replay.Exit.Within("all to be sent"));
        await first.DisposeAsync();
        var said = (await ann.History(room, limit: 200)).Events.Where(e => e.Kind == "message").Select(e => e.Text);
        Assert.Equal(Enumerable.Range(0, 180).Select(i => $"line {i}"), said);
    }

    private string Write(string name, string[] lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    [GeneratedRegex(@"^\d+ of \d+ messages acknowledged in \d+\.\d s \(\d+\.\d/s\), latency p50 \d+\.\d ms, p99 \d+\.\d ms$")]
    private static partial Regex Summary();
}
