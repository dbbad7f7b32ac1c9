using OrleansChat.Bench.Servers;
using OrleansChat.LogBench.Ceiling;
using OrleansChat.LogBench.History;
using OrleansChat.LogBench.Sends;

namespace OrleansChat.LogBench.Results;

/// <summary>All that one repetition gave.</summary>
/// <param name="Ceiling">Multi-row inserts.</param>
/// <param name="Checked">The same, each statement with the check that an append has.</param>
/// <param name="Raw">Single-row commits, one after the other.</param>
/// <param name="RoundTrips">Round trips without a commit.</param>
/// <param name="Local">The local engine, by load.</param>
/// <param name="Cluster">The cluster engine, by load; empty where it was not measured.</param>
internal sealed record LogMeasurement(
    CeilingResult Ceiling,
    CeilingResult Checked,
    RawCommitsResult Raw,
    RoundTripsResult RoundTrips,
    IReadOnlyDictionary<Load, LoadResult> Local,
    IReadOnlyDictionary<Load, LoadResult> Cluster);

/// <summary>What reading history gave.</summary>
/// <param name="Pages">Every measurement, of all repetitions.</param>
/// <param name="Plans">The plan of each way to read, as PostgreSQL writes it.</param>
internal sealed record HistoryMeasurement(IReadOnlyList<PagesResult> Pages, IReadOnlyList<(string Name, string Plan)> Plans);
