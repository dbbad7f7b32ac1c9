using OrleansChat.Bench.Load;
using OrleansChat.DoorBench.Doors;
using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Results;

/// <summary>One door under one load, once.</summary>
internal sealed record LoadMeasurement(Door Door, LoadShape Shape, int Repetition, LoadResult Result);

/// <summary>What an idle connection costs a door's server, measured once.</summary>
/// <param name="Door">Which door.</param>
/// <param name="KiB">Resident memory for each connection.</param>
internal sealed record IdleMeasurement(Door Door, double KiB);

/// <summary>What the disk makes of commits at a steady rate, by itself.</summary>
/// <param name="Rate">Commits a second.</param>
/// <param name="Repetition">Which.</param>
/// <param name="Durable">From when a commit was due to when the disk had it.</param>
/// <param name="WithoutDisk">The same where commits don't wait for the disk.</param>
internal sealed record CommitMeasurement(int Rate, int Repetition, Latency Durable, Latency WithoutDisk);

/// <summary>All that a run gave.</summary>
internal sealed record DoorResults(IReadOnlyList<LoadMeasurement> Loads, IReadOnlyList<CommitMeasurement> Commits, IReadOnlyList<IdleMeasurement> Idle);
