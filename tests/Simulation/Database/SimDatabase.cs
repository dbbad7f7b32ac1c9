using OrleansChat.Grains.Log;
using OrleansChat.Simulation.Faults;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Database;

/// <summary>
/// The one database of a run: memory tables behind connections that break before, at and after the commit. It is nobody's
/// process: what it was asked to write may still be written when whoever asked is dead.
/// </summary>
internal sealed class SimDatabase(Host host, Weather weather, Fault fault) : IBatchTable
{
    public MemoryTables Tables { get; } = new();

    /// <summary>What is durable of a room now, in the order of the table.</summary>
    public IReadOnlyList<RoomEvent> Committed(string room) =>
        Tables.Use(t => t.Rooms.TryGetValue(room, out var found) ? found.Events : []);

    public Task<AppendOutcome> Write(IReadOnlyList<RoomBatch> batches)
    {
        var answer = new TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fate = weather.FateOfCommit();
        host.After(weather.DatabaseDelay(), () =>
        {
            var outcome = fate switch
            {
                Fate.Works => Commit(batches),
                Fate.AnswerLost => Lost(Commit(batches)),
                Fate.Refused => AppendOutcome.Unavailable,
                _ => AppendOutcome.Unknown,
            };
            // The connection is gone, but the server still works on what it was sent.
            if (fate == Fate.Late) host.After(host.Dice.Millis(0, 4_000), () => Commit(batches));
            host.After(weather.DatabaseDelay(), () => answer.TrySetResult(outcome));
        });
        return answer.Task;
    }

    /// <summary>Reads something, at one moment between question and answer.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    public async Task<T> Ask<T>(Func<Task<T>> question)
    {
        var fate = weather.FateOfRead();
        await Task.Delay(weather.DatabaseDelay(), host.Time);
        if (fate == Fate.Refused) throw new ChatException(ErrorCode.Unavailable);
        var answer = await question();
        await Task.Delay(weather.DatabaseDelay(), host.Time);
        return fate == Fate.Works ? answer : throw new ChatException(ErrorCode.Unavailable);
    }

    private static AppendOutcome Lost(AppendOutcome _) => AppendOutcome.Unknown;

    private AppendOutcome Commit(IReadOnlyList<RoomBatch> batches)
    {
        var outcome = Tables.Use(tables => fault.Commit(tables, batches));
        host.Trace.Note("database", $"{outcome} {string.Join(' ', batches.Select(batch =>
            $"{batch.Key.Name}:{batch.Events[0].Seq}-{batch.Events[^1].Seq}"))}");
        return outcome;
    }
}
