using OrleansChat.Grains.Log;
using OrleansChat.Simulation.Database;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Faults;

/// <summary>The writer answers first and commits afterwards.</summary>
internal sealed class AckBeforeCommit : Fault
{
    public override IBatchTable Table(IBatchTable table, Host host) => new Eager(table);

    private sealed class Eager(IBatchTable table) : IBatchTable
    {
        public Task<AppendOutcome> Write(IReadOnlyList<RoomBatch> batches)
        {
            _ = table.Write(batches);
            return Task.FromResult(AppendOutcome.Committed);
        }
    }
}

/// <summary>Now and then a commit that was answered is lost, as with synchronous_commit = off and a crash.</summary>
internal sealed class LostCommit : Fault
{
    private int _commits;

    public override AppendOutcome Commit(SimDatabase database, IReadOnlyList<RoomBatch> batches) =>
        ++_commits % 20 == 0 ? database.Try(batches) : base.Commit(database, batches);
}

/// <summary>Nothing makes (actor, id) unique: what comes again is written again.</summary>
internal sealed class NoUniqueId : Fault
{
    private int _made;

    public override AppendOutcome Commit(SimDatabase database, IReadOnlyList<RoomBatch> batches) =>
        base.Commit(database, batches) is var outcome && outcome != AppendOutcome.Duplicate
            ? outcome
            // The tables of a run can't hold one id twice; a second event for one write it is all the same.
            : base.Commit(database, [.. batches.Select(batch => batch with { Events = [.. batch.Events.Select(e => e with { Id = NewId() })] })]);

    private Guid NewId() => new(++_made, 0, 0, new byte[8]);
}

/// <summary>A taken number is no obstacle: the batch goes behind what is there.</summary>
internal sealed class NoFence : Fault
{
    public override AppendOutcome Commit(SimDatabase database, IReadOnlyList<RoomBatch> batches) =>
        base.Commit(database, batches) is var outcome && outcome != AppendOutcome.Fenced
            ? outcome
            : base.Commit(database, [.. batches.Select(batch => Behind(database, batch))]);

    private static RoomBatch Behind(SimDatabase database, RoomBatch batch)
    {
        var head = database.Tables.Use(tables => tables.Rooms[batch.Key.Name].Head);
        return batch with { Events = [.. batch.Events.Select((e, i) => e with { Seq = head + 1 + i })] };
    }
}
