using System.Diagnostics.Metrics;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>What rooms measure of themselves: everything that has a limit, and how writing goes.</summary>
public sealed class RoomMetrics(Meter meter)
{
    private readonly UpDownCounter<long> _queued = meter.CreateUpDownCounter<long>(
        "orleanschat.rooms.queued_writes", "{write}", "Writes that were accepted and wait for their commit, in all rooms.");

    private readonly Counter<long> _busy = meter.CreateCounter<long>(
        "orleanschat.rooms.busy", "{write}", "Writes refused because their room's queue was full.");

    private readonly Counter<long> _appends = meter.CreateCounter<long>(
        "orleanschat.rooms.appends", "{batch}", "Batches handed to the log, by outcome.");

    private readonly Histogram<long> _members = meter.CreateHistogram<long>(
        "orleanschat.rooms.members", "{member}", "Members that a room keeps in memory, seen at every look at its leases.");

    private readonly Histogram<long> _remembered = meter.CreateHistogram<long>(
        "orleanschat.rooms.remembered", "{item}", "Newest events and changed messages that a room keeps in memory, seen likewise.");

    internal void Queued(int change) => _queued.Add(change);

    internal void Busy() => _busy.Add(1);

    internal void Appended(AppendOutcome outcome) => _appends.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome.ToString()));

    internal void Seen(RoomState state)
    {
        _members.Record(state.Members);
        _remembered.Record(state.Remembered);
    }
}
