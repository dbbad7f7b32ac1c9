using OrleansChat.Grains.Log;
using OrleansChat.Simulation.Checks;
using OrleansChat.Simulation.Faults;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Database;

/// <summary>
/// The one database of a run: memory tables behind connections that break before, at and after the commit. It is nobody's
/// process: what it was asked to write may still be written when whoever asked is dead.
/// </summary>
internal sealed class SimDatabase(Host host, Weather weather, Fault fault, Truth truth) : IBatchTable
{
    private Action? _beforeAnswer;

    public MemoryTables Tables { get; } = new();

    /// <summary>Does something once, between the next commit and its answer.</summary>
    public void AfterNextCommit(Action action) => _beforeAnswer = action;

    /// <summary>What would become of these, if they were written now: all or none. A room that died and its successor may
    /// meet in one statement; its rows collide with each other as they would with older ones.</summary>
    public AppendOutcome Try(IReadOnlyList<RoomBatch> batches) => batches.DistinctBy(batch => batch.Key.Name).Count() < batches.Count
        ? AppendOutcome.Fenced
        : Tables.Use(tables => batches
        .Select(batch => tables.Rooms.TryGetValue(batch.Key.Name, out var room) ? room.Judge(batch, tables.Epoch) : AppendOutcome.Stale)
        .FirstOrDefault(outcome => outcome != AppendOutcome.Committed));

    /// <summary>Writes what was judged fit.</summary>
    public void Store(IReadOnlyList<RoomBatch> batches)
    {
        foreach (var batch in batches)
        {
            Tables.Use(tables => tables.Rooms[batch.Key.Name].Append(batch, tables.Epoch));
            foreach (var e in batch.Events) truth.Add(e);
        }
    }

    public Task<AppendOutcome> Write(IReadOnlyList<RoomBatch> batches)
    {
        var answer = new TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (fate, breaks) = (weather.FateOfCommit(), weather.Breaks);
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
            host.After(weather.DatabaseDelay(), () => answer.TrySetResult(weather.Breaks == breaks ? outcome : AppendOutcome.Unknown));
        });
        return answer.Task;
    }

    /// <summary>Reads something, at one moment between question and answer.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    public async Task<T> Ask<T>(Func<Task<T>> question)
    {
        var (fate, breaks) = (weather.FateOfRead(), weather.Breaks);
        await Task.Delay(weather.DatabaseDelay(), host.Time);
        if (fate == Fate.Refused) throw new ChatException(ErrorCode.Unavailable);
        var answer = await question();
        await Task.Delay(weather.DatabaseDelay(), host.Time);
        return fate == Fate.Works && weather.Breaks == breaks ? answer : throw new ChatException(ErrorCode.Unavailable);
    }

    private static AppendOutcome Lost(AppendOutcome _) => AppendOutcome.Unknown;

    private AppendOutcome Commit(IReadOnlyList<RoomBatch> batches)
    {
        var outcome = fault.Commit(this, batches);
        host.Trace.Note("database", $"{outcome} {string.Join(' ', batches.Select(batch =>
            $"{batch.Key.Name}:{batch.Events[0].Seq}-{batch.Events[^1].Seq}"))}");
        if (outcome == AppendOutcome.Committed && _beforeAnswer is { } action)
        {
            _beforeAnswer = null;
            action();
        }

        return outcome;
    }
}
