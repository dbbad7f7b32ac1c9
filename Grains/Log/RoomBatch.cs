using System.Collections.Immutable;

namespace OrleansChat.Grains.Log;

/// <summary>A room's key in the log: the number rows carry, and the name events show.</summary>
/// <param name="Id">The number the log gave the room.</param>
/// <param name="Name">The room's name.</param>
public readonly record struct RoomKey(long Id, string Name);

/// <summary>Consecutive events of one room, to be written all or none.</summary>
/// <param name="Key">The room's key.</param>
/// <param name="Epoch">The epoch the room was loaded in.</param>
/// <param name="Events">As they were first written; ascending by seq, without gaps, never empty.</param>
public sealed record RoomBatch(RoomKey Key, long Epoch, ImmutableArray<RoomEvent> Events)
{
    /// <summary>The rows they become. Made once, for the log and for the room: a fingerprint takes its time.</summary>
    public ImmutableArray<LogRow> Rows { get; } = ImmutableArray.CreateRange(Events, LogRow.Of);
}

/// <summary>What became of a batch.</summary>
public enum AppendOutcome
{
    /// <summary>All of it is durable.</summary>
    Committed,

    /// <summary>None of it is written: another writer took one of the numbers (G6). Read on from the old head.</summary>
    Fenced,

    /// <summary>None of it is written: one of the (actor, id) pairs is in the log already (G3).</summary>
    Duplicate,

    /// <summary>None of it is written: this is not the log that the room was loaded from. Its epoch is another one, or
    /// the event before the first is missing: a backup was restored. Load the room again.</summary>
    Stale,

    /// <summary>None of it is written: the log could not be reached, or is full.</summary>
    Unavailable,

    /// <summary>The connection broke at a moment when the commit may or may not have happened. Read to find out.</summary>
    Unknown,
}
