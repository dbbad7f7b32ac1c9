using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Simulation.Faults;

/// <summary>A log that does as another one does, for faults that change one thing.</summary>
internal abstract class ChangedLog(IRoomLog log) : IRoomLog
{
    public virtual Task<AppendOutcome> Append(RoomBatch batch) => log.Append(batch);

    public Task<RoomSnapshot?> Load(string room, int recent) => log.Load(room, recent);

    public Task Create(string room, DateTimeOffset at, ImmutableArray<Guid> members) => log.Create(room, at, members);

    public Task<ImmutableArray<LogRow>> ReadAfter(RoomKey room, long after, int limit) => log.ReadAfter(room, after, limit);

    public Task<ImmutableArray<LogRow>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes) => log.FindAll(room, writes);

    public virtual Task<LogPage> ReadPage(RoomKey room, ReadRequest request) => log.ReadPage(room, request);

    public Task<MessageRecords> LoadMessages(RoomKey room, ImmutableArray<long> seqs) => log.LoadMessages(room, seqs);

    public Task<long> ReadHead(RoomKey room) => log.ReadHead(room);

    public Task<long> ReadEpoch() => log.ReadEpoch();

    public Task<long> BeginEpoch() => log.BeginEpoch();
}

/// <summary>An outcome is taken for another one.</summary>
internal abstract class MistakenOutcome(AppendOutcome outcome, AppendOutcome takenFor) : Fault
{
    public override IRoomLog Log(IRoomLog log) => new Mistaken(log, outcome, takenFor);

    private sealed class Mistaken(IRoomLog log, AppendOutcome mistaken, AppendOutcome takenFor) : ChangedLog(log)
    {
        public override async Task<AppendOutcome> Append(RoomBatch batch) =>
            await base.Append(batch) is var outcome && outcome == mistaken ? takenFor : outcome;
    }
}

/// <summary>An unknown outcome is guessed to be a commit.</summary>
internal sealed class UnknownTakenForCommitted() : MistakenOutcome(AppendOutcome.Unknown, AppendOutcome.Committed);

/// <summary>An unknown outcome is guessed to be none.</summary>
internal sealed class UnknownTakenForNotWritten() : MistakenOutcome(AppendOutcome.Unknown, AppendOutcome.Unavailable);

/// <summary>A writer that was fenced off goes on from its memory.</summary>
internal sealed class FencedTakenForCommitted() : MistakenOutcome(AppendOutcome.Fenced, AppendOutcome.Committed);

/// <summary>A write that is in the log already is taken for a new one.</summary>
internal sealed class DuplicateTakenForCommitted() : MistakenOutcome(AppendOutcome.Duplicate, AppendOutcome.Committed);

/// <summary>Pages show messages as they were first written.</summary>
internal sealed class UnchangedPages : Fault
{
    private readonly Dictionary<(string, long), RoomEvent> _first = [];

    public override IRoomLog Log(IRoomLog log) => new Unchanged(log, _first);

    private sealed class Unchanged(IRoomLog log, Dictionary<(string, long), RoomEvent> first) : ChangedLog(log)
    {
        public override Task<AppendOutcome> Append(RoomBatch batch)
        {
            foreach (var e in batch.Events) first[(e.Room, e.Seq)] = e;
            return base.Append(batch);
        }

        public override async Task<LogPage> ReadPage(RoomKey room, ReadRequest request)
        {
            var page = await base.ReadPage(room, request);
            return page with { Events = [.. page.Events.Select(e => first.GetValueOrDefault((e.Room, e.Seq), e))] };
        }
    }
}
