using OrleansChat.Chaos.Faults;

namespace OrleansChat.Chaos.Tests;

public sealed class ScheduleTests
{
    private static readonly FaultKind[] OfSilos = [FaultKind.SiloKilled, FaultKind.SiloStopped, FaultKind.SiloPaused];

    [Fact]
    public void The_same_seed_gives_the_same_schedule() =>
        Assert.Equal(Draw(7, seconds: 600), Draw(7, seconds: 600));

    [Theory]
    [InlineData(20)]
    [InlineData(600)]
    public void Every_kind_of_fault_happens_in_any_run(int seconds) => Assert.All(
        Enumerable.Range(0, 50),
        seed => Assert.Equal(Enum.GetValues<FaultKind>(), Draw(seed, seconds).Select(fault => fault.Kind).Distinct().Order()));

    [Fact]
    public void Sometimes_two_things_happen_at_once()
    {
        var faults = Draw(1, seconds: 600);
        Assert.Contains(faults.Zip(faults.Skip(1)), pair => pair.Second.At - pair.First.At < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Without_silos_nothing_happens_to_them() =>
        Assert.DoesNotContain(Schedule.Draw(1, TimeSpan.FromMinutes(10), silos: 0, gateways: 1), fault => OfSilos.Contains(fault.Kind));

    private static IReadOnlyList<Fault> Draw(int seed, int seconds) => Schedule.Draw(seed, TimeSpan.FromSeconds(seconds), silos: 2, gateways: 2);
}
