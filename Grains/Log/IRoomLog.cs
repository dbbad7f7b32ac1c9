using System.Collections.Immutable;

namespace OrleansChat.Grains.Log;

/// <summary>A room's key in the log: the number rows carry, and the name events show.</summary>
/// <param name="Id">The number the log gave the room.</param>
/// <param name="Name">The room's name.</param>
public readonly record struct RoomKey(long Id, string Name);

/// <summary>What a room starts from.</summary>
/// <param name="Key">The room's key.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Recent">The newest events, ascending; the last one is the head. Empty for an empty room.</param>
/// <param name="Members">The ids of all members.</param>
public sealed record RoomSnapshot(RoomKey Key, long Epoch, ImmutableArray<RoomEvent> Recent, ImmutableArray<Guid> Members);

/// <summary>Consecutive events of one room, to be written all or none.</summary>
/// <param name="Key">The room's key.</param>
/// <param name="Events">Ascending by seq, without gaps, never empty.</param>
public sealed record RoomBatch(RoomKey Key, ImmutableArray<RoomEvent> Events);

/// <summary>What became of a batch.</summary>
public enum AppendOutcome
{
    /// <summary>All of it is durable.</summary>
    Committed,

    /// <summary>None of it is written: another writer took one of the numbers (G6). Read on from the old head.</summary>
    Fenced,

    /// <summary>None of it is written: one of the (actor, id) pairs is in the log already (G3).</summary>
    Duplicate,

    /// <summary>None of it is written: the log could not be reached, or is full.</summary>
    Unavailable,

    /// <summary>The connection broke at a moment when the commit may or may not have happened. Read to find out.</summary>
    Unknown,
}

/// <summary>
/// The append-only truth of all rooms. Guarantees:
/// <list type="bullet">
/// <item>A batch is written whole or not at all, together with the memberships its joins and leaves change.</item>
/// <item><see cref="AppendOutcome.Committed"/> is returned only after the commit (G2).</item>
/// <item>(room, seq) and (room, actor, id) are unique, whoever writes (G3, G6).</item>
/// <item>Reads see every batch whose append was answered with Committed before the read began.</item>
/// </list>
/// A room has at most one append under way. <see cref="Append"/> never throws; every other method throws
/// <see cref="ChatException"/> with Unavailable when the log can't be reached.
/// </summary>
public interface IRoomLog
{
    /// <summary>Loads a room, with at most <paramref name="recent"/> of its newest events; null where there is none.</summary>
    Task<RoomSnapshot?> Load(string room, int recent);

    /// <summary>Makes the room, unless there is one of this name.</summary>
    Task Create(string room, DateTimeOffset at);

    /// <summary>Writes a batch.</summary>
    Task<AppendOutcome> Append(RoomBatch batch);

    /// <summary>Reads the oldest events with a seq over <paramref name="after"/>, ascending.</summary>
    Task<ImmutableArray<RoomEvent>> ReadAfter(RoomKey room, long after, int limit);

    /// <summary>Reads the newest events with a seq under <paramref name="before"/>, ascending.</summary>
    Task<ImmutableArray<RoomEvent>> ReadBefore(RoomKey room, long before, int limit);

    /// <summary>Finds the events that were written under these authors and ids, wherever in the log they are; in any order.</summary>
    Task<ImmutableArray<RoomEvent>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes);
}
