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
