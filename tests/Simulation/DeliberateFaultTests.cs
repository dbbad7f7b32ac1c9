using System.Globalization;
using OrleansChat.Simulation.Faults;
using OrleansChat.Simulation.Machine;
using Xunit.Abstractions;

namespace OrleansChat.Simulation;

/// <summary>Shows that the simulation can fail: each of these mistakes is found, and by a guarantee that it breaks.</summary>
public sealed class DeliberateFaultTests(ITestOutputHelper output)
{
    private const int Enough = 300;

    private static readonly Dictionary<string, (Func<Fault> Fault, string[] Breaks)> Faults = new(StringComparer.Ordinal)
    {
        ["an ack before the commit"] = (() => new AckBeforeCommit(), [Guarantees.G2, Guarantees.G6]),
        ["a commit that is lost after its answer"] = (() => new LostCommit(), [Guarantees.G2, Guarantees.G6]),
        ["no unique id in the log"] = (() => new NoUniqueId(), [Guarantees.G2, Guarantees.G3, Guarantees.G6]),
        ["no fence around a number"] = (() => new NoFence(), [Guarantees.G2, Guarantees.G6]),
        ["an unknown outcome taken for a commit"] = (() => new UnknownTakenForCommitted(), [Guarantees.G2, Guarantees.G6]),
        ["an unknown outcome taken for none"] = (() => new UnknownTakenForNotWritten(), [Guarantees.Refusals]),
        ["a fenced writer that goes on"] = (() => new FencedTakenForCommitted(), [Guarantees.G2, Guarantees.G6]),
        ["a duplicate taken for a commit"] = (() => new DuplicateTakenForCommitted(), [Guarantees.G2, Guarantees.G6]),
        ["pages that don't show edits and deletions"] = (() => new UnchangedPages(), [Guarantees.G2]),
        ["a renewal that ignores the head"] = (() => new RenewalIgnoresHead(), [Guarantees.G4]),
        ["a gateway's retry with a fresh id"] = (() => new RetryWithFreshId(), [Guarantees.G2, Guarantees.G3, Guarantees.G6]),
        ["writes of one connection in another order"] = (() => new WritesReversed(), [Guarantees.G1]),
        ["a page that skips an event"] = (() => new PageSkipsEvent(), [Guarantees.G4]),
        ["a page that repeats an event"] = (() => new PageOverlaps(), [Guarantees.G4]),
        ["a gap hidden by other numbers"] = (() => new GapsRenumbered(), [Guarantees.G2, Guarantees.G4]),
        ["an outbox that drops a frame"] = (() => new FrameDropped(), [Guarantees.G4]),
        ["a frame that is sent twice"] = (() => new FrameTwice(), [Guarantees.G4]),
        ["frames in another order"] = (() => new FramesReversed(), [Guarantees.G4]),
        ["a resume that is off by one"] = (() => new ResumeOffByOne(), [Guarantees.G4, Guarantees.G5]),
        ["a reset that isn't said"] = (() => new ResetUnsaid(), [Guarantees.G4, Guarantees.G5]),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_simulation_finds(string fault)
    {
        var (make, breaks) = Faults[fault];
        var found = Seeds.Run(Enough, make).FirstOrDefault(result => result.Violation is not null);
        Assert.True(found is not null, $"{fault} was not found in {Enough} seeds.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {found.Seed}: {found.Violation!.Guarantee}: {found.Violation.What}"));
        Assert.True(breaks.Contains(found.Violation.Guarantee), $"{fault} was found by something else. {found.Report()}");
    }
}
