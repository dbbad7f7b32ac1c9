using System.Collections.Concurrent;
using OrleansChat.Grains.Log;
using OrleansChat.Testing;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Log;

public sealed class LogWriterTests
{
    [Fact]
    public async Task What_waits_while_a_statement_runs_leaves_as_one()
    {
        var table = new Table();
        await using var writer = Started(table, new LogWriterOptions { Lanes = 1, StatementEvents = 100 });
        var first = writer.Append(Batch(1));
        await table.Entered.WaitAsync();
        var rest = Enumerable.Range(2, 50).Select(room => writer.Append(Batch(room))).ToList();
        table.Go();
        Assert.Equal(AppendOutcome.Committed, await first);
        table.Go();
        await Task.WhenAll(rest);
        Assert.Equal([1, 50], table.Statements.Select(statement => statement.Length));
    }

    [Fact]
    public async Task A_statement_carries_no_more_events_than_it_may()
    {
        var table = new Table();
        await using var writer = Started(table, new LogWriterOptions { Lanes = 1, StatementEvents = 10 });
        var first = writer.Append(Batch(0));
        await table.Entered.WaitAsync();
        var rest = Enumerable.Range(1, 25).Select(room => writer.Append(Batch(room))).ToList();
        for (var i = 0; i < 4; i++) table.Go();
        await Task.WhenAll([first, .. rest]);
        Assert.Equal([1, 10, 10, 5], table.Statements.Select(statement => statement.Length));
    }

    [Theory]
    [InlineData(AppendOutcome.Fenced)]
    [InlineData(AppendOutcome.Duplicate)]
    [InlineData(AppendOutcome.Stale)]
    public async Task A_conflict_is_narrowed_down_and_only_the_one_at_fault_hears_of_it(AppendOutcome conflict)
    {
        var table = new Table { Faulty = 3, Conflict = conflict };
        await using var writer = Started(table, new LogWriterOptions { Lanes = 1 });
        var first = writer.Append(Batch(0));
        await table.Entered.WaitAsync();
        var rest = Enumerable.Range(1, 5).Select(room => writer.Append(Batch(room))).ToList();
        // 1, then all 5, then by halves: 2; 3 with the one at fault, 1, 2, 1, 1 at the most.
        for (var i = 0; i < 9; i++) table.Go();
        await first;
        Assert.Equal(
            [AppendOutcome.Committed, AppendOutcome.Committed, conflict, AppendOutcome.Committed, AppendOutcome.Committed],
            await Task.WhenAll(rest));
    }

    [Fact]
    public async Task G8_the_queue_is_bounded_and_full_means_unavailable()
    {
        var table = new Table();
        using var measured = new Measured();
        await using var writer = Started(table, new LogWriterOptions { Lanes = 1, QueuedBatches = 2 }, new LogMetrics(measured.Meter));
        var first = writer.Append(Batch(0));
        await table.Entered.WaitAsync();
        var waiting = new[] { writer.Append(Batch(1)), writer.Append(Batch(2)) };
        Assert.Equal(AppendOutcome.Unavailable, await writer.Append(Batch(3)));
        Assert.Equal((3, 1), (measured["orleanschat.log.queued_batches"], measured["orleanschat.log.refused_batches"]));
        table.Go();
        table.Go();
        await Task.WhenAll([first, .. waiting]);
        await Eventually.Holds(() => Task.FromResult(measured["orleanschat.log.queued_batches"] == 0), "an empty queue");
        Assert.Equal(2, measured["orleanschat.log.statement.events"]);
    }

    [Fact]
    public async Task Stopping_answers_what_was_accepted()
    {
        var table = new Table();
        var writer = Started(table, new LogWriterOptions { Lanes = 1 });
        var accepted = Enumerable.Range(0, 3).Select(room => writer.Append(Batch(room))).ToList();
        for (var i = 0; i < 3; i++) table.Go();
        await writer.DisposeAsync();
        Assert.All(await Task.WhenAll(accepted), outcome => Assert.Equal(AppendOutcome.Committed, outcome));
        Assert.Equal(AppendOutcome.Unavailable, await writer.Append(Batch(9)));
    }

    private static LogWriter Started(Table table, LogWriterOptions options, LogMetrics? metrics = null)
    {
        var writer = new LogWriter(table, options, metrics ?? Unmeasured.Log, TimeProvider.System);
        writer.Start();
        return writer;
    }

    private static RoomBatch Batch(long room)
    {
        var key = new RoomKey(room, $"room-{room}");
        return new(key, 1, [new RoomEvent(key.Name, 1, EventKind.Message, default, People.Person("ann"), Guid.NewGuid(), "hi")]);
    }

    /// <summary>A table whose statements end when the test says.</summary>
    private sealed class Table : IBatchTable
    {
        private readonly SemaphoreSlim _permits = new(0);

        public SemaphoreSlim Entered { get; } = new(0);

        public ConcurrentQueue<long[]> Statements { get; } = new();

        public long Faulty { get; init; } = -1;

        public AppendOutcome Conflict { get; init; }

        public void Go() => _permits.Release();

        public async Task<AppendOutcome> Write(IReadOnlyList<RoomBatch> batches)
        {
            Entered.Release();
            await _permits.WaitAsync();
            Statements.Enqueue([.. batches.Select(batch => batch.Key.Id)]);
            return batches.Any(batch => batch.Key.Id == Faulty) ? Conflict : AppendOutcome.Committed;
        }
    }
}
