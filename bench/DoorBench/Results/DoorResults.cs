using OrleansChat.DoorBench.Doors;
using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Results;

/// <summary>One door under one load, once.</summary>
internal sealed record LoadMeasurement(Door Door, LoadShape Shape, int Repetition, LoadResult Result);

/// <summary>What an idle connection costs a door's server, measured once.</summary>
/// <param name="Door">Which door.</param>
/// <param name="KiB">Resident memory for each connection.</param>
internal sealed record IdleMeasurement(Door Door, double KiB);

/// <summary>All that a run gave.</summary>
internal sealed record DoorResults(IReadOnlyList<LoadMeasurement> Loads, IReadOnlyList<IdleMeasurement> Idle);
