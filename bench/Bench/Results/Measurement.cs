using OrleansChat.Bench.Load;
using OrleansChat.Bench.Servers;

namespace OrleansChat.Bench.Results;

/// <summary>All that one engine gave in one repetition.</summary>
/// <param name="Engine">Which engine.</param>
/// <param name="Repetition">Which repetition, from 1.</param>
/// <param name="Raw">The yardstick, on the same server right after the engine stopped.</param>
/// <param name="Closed">At its limit.</param>
/// <param name="Open">At steady rates.</param>
internal sealed record Measurement(
    string Engine, int Repetition, RawCommitsResult Raw, ClosedLoopResult Closed, IReadOnlyList<OpenLoopResult> Open);

/// <summary>One figure over the repetitions.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        if (sorted.Count == 0) return new Spread(double.NaN, double.NaN, double.NaN);
        var middle = sorted.Count / 2;
        var median = sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
