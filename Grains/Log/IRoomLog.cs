using System.Collections.Immutable;

namespace OrleansChat.Grains.Log;

/// <summary>
/// The append-only truth of all rooms. Guarantees:
/// <list type="bullet">
/// <item>A batch is written whole or not at all, together with all that its events change: memberships, the text and
/// state of messages, reactions.</item>
/// <item><see cref="AppendOutcome.Committed"/> is returned only after the commit (G2).</item>
/// <item>(room, seq) and (room, actor, id) are unique, and an event's predecessor is there, whoever writes (G1, G3, G6).</item>
/// <item>Nothing is written for an epoch that was over when the append began.</item>
/// <item>Reads see every batch whose append was answered with Committed before the read began.</item>
/// <item>After a deletion is committed, no read returns the text, nor anything made of it.</item>
/// </list>
/// A room has at most one append under way. <see cref="Append"/> never throws; every other method throws
/// <see cref="ChatException"/> with Unavailable when the log can't be reached.
/// </summary>
public interface IRoomLog
{
    /// <summary>Loads a room, with at most <paramref name="recent"/> of its newest events; null where there is none.</summary>
    Task<RoomSnapshot?> Load(string room, int recent);

    /// <summary>Makes the room, unless there is one of this name; with members who were there before its first event, as a
    /// direct room has them.</summary>
    Task Create(string room, DateTimeOffset at, ImmutableArray<Guid> members);

    /// <summary>Writes a batch.</summary>
    Task<AppendOutcome> Append(RoomBatch batch);

    /// <summary>Reads the oldest events with a seq over <paramref name="after"/>, ascending.</summary>
    Task<ImmutableArray<LogRow>> ReadAfter(RoomKey room, long after, int limit);

    /// <summary>Finds the events that were written under these authors and ids, wherever in the log they are; in any order.</summary>
    Task<ImmutableArray<LogRow>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes);

    /// <summary>Reads a page, all of it in the state of one moment.</summary>
    Task<LogPage> ReadPage(RoomKey room, ReadRequest request);

    /// <summary>Reads what is needed to judge changes of these messages, all of it in the state of one moment. A seq that
    /// is no message's is left out.</summary>
    Task<MessageRecords> LoadMessages(RoomKey room, ImmutableArray<long> seqs);

    /// <summary>Reads a room's head; 0 where it has no events. Cheap when many rooms ask.</summary>
    Task<long> ReadHead(RoomKey room);

    /// <summary>Reads the epoch.</summary>
    Task<long> ReadEpoch();

    /// <summary>Begins a new epoch, and returns it. An operator's command after a restore, nothing else.</summary>
    Task<long> BeginEpoch();
}
