using System.Diagnostics;
using System.Globalization;
using OrleansChat.Simulation.Faults;
using Xunit.Abstractions;

namespace OrleansChat.Simulation;

/// <summary>Thousands of runs, each by its seed. See <see cref="Run"/> for what one is.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void G1_to_G6_hold_whatever_fails_between_clients_gateways_silos_and_database()
    {
        if (Seeds.Only is { } seed)
        {
            Replay(seed);
            return;
        }

        var watch = Stopwatch.StartNew();
        var results = Seeds.Run(Seeds.Count, () => new Fault());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seeds 1 to {results.Count}: {results.Sum(r => r.Acks)} acks, {results.Sum(r => r.Events)} events shown, {watch.Elapsed.TotalSeconds:F1} s"));
        var failed = results.FirstOrDefault(r => r.Violation is not null);
        Assert.True(failed is null, failed?.Report());
        // Runs in which nothing happens would hold everything.
        Assert.True(results.Average(r => r.Acks) > 20 && results.Average(r => r.Events) > 100);
    }

    [Fact]
    public void The_same_seed_does_the_same_again_and_another_one_something_else()
    {
        var first = Seeds.Run(40, () => new Fault());
        var second = Seeds.Run(40, () => new Fault());
        Assert.Equal(first.Select(r => r.Hash), second.Select(r => r.Hash));
        Assert.Equal(first.Count, first.Select(r => r.Hash).Distinct().Count());
    }

    private void Replay(int seed)
    {
        using var trace = Environment.GetEnvironmentVariable("ORLEANSCHAT_SIM_TRACE") is { Length: > 0 } path ? new StreamWriter(path) : null;
        var result = Run.Once(seed, listener: trace is null ? null : trace.WriteLine);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, hash {result.Hash:x16}, {result.Acks} acks, {result.Events} events shown"));
        Assert.True(result.Violation is null, result.Report());
    }
}
