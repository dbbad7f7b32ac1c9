using OrleansChat.Grains.Log;
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
