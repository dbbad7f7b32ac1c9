using OrleansChat.Gateway.Sessions;
using OrleansChat.Grains.Log;
using OrleansChat.Simulation.Database;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Faults;

/// <summary>
/// A mistake somebody could make, put into a run from outside, at a port. This one is none: everything as it should be.
/// One object serves one run.
/// </summary>
internal class Fault
{
    /// <summary>The database's commit: all batches or none, with its two unique keys.</summary>
    public virtual AppendOutcome Commit(SimDatabase database, IReadOnlyList<RoomBatch> batches)
    {
        var outcome = database.Try(batches);
        if (outcome == AppendOutcome.Committed) database.Store(batches);
        return outcome;
    }

    /// <summary>What a silo's log writer writes to.</summary>
    public virtual IBatchTable Table(IBatchTable table, Host host) => table;

    /// <summary>What a silo's rooms take for the log.</summary>
    public virtual IRoomLog Log(IRoomLog log) => log;

    /// <summary>What a gateway takes for the cluster.</summary>
    public virtual IChatEngine Engine(IChatEngine engine) => engine;

    /// <summary>What hears the rooms on a gateway.</summary>
    public virtual IGatewayObserver Observer(IGatewayObserver observer) => observer;

    /// <summary>What a session takes for its connection.</summary>
    public virtual IClientConnection Connection(IClientConnection connection) => connection;

    /// <summary>A position on its way from the door to the session.</summary>
    public virtual ResumePosition? Resume(ResumePosition? after) => after;

    /// <summary>An answer on its way from the session to the door.</summary>
    public virtual JoinReply Reply(JoinReply reply) => reply;
}
