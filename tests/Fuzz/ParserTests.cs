using System.Globalization;
using OrleansChat.Fuzz.Machine;
using OrleansChat.Fuzz.Targets;
using Xunit.Abstractions;

namespace OrleansChat.Fuzz;

/// <summary>Everything that reads what strangers send, given what nobody would send.</summary>
public sealed class ParserTests(ITestOutputHelper output)
{
    // The other half is the doors'.
    private const double Share = 0.5;

    private static readonly Target[] Targets =
    [
        new LinesTarget(), new EnginePayloadTarget(), new SocketIoPacketTarget(), new SocketRequestTarget(), new HubTarget(), new PositionTarget(), new PrivateTextTarget(),
        new TokenTarget(), new TextRulesTarget(),
    ];

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void G8_a_parser_refuses_by_its_own_numbers_and_costs_no_more_than_its_input_is_worth(string parser)
    {
        var fuzzer = new Fuzzer(Targets.Single(target => target.Name == parser));
        var broken = fuzzer.Run(Settings.All * Share / Targets.Length);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parser}: {fuzzer.Tried} inputs from seed {Settings.First} on"));
        Assert.True(broken is null, broken);
    }

    [Fact]
    public void Each_corpus_is_somebodys()
    {
        var folders = Directory.GetDirectories(Path.Combine(Testing.Repository.Root, "tests", "Fuzz", "Corpus")).Select(Path.GetFileName);
        Assert.Equal(Targets.Select(target => target.Name).Concat(["rest", "http"]).Order(), folders.Order());
    }
}
