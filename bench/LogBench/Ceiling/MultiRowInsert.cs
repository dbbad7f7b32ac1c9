using System.Diagnostics;
using Npgsql;
using OrleansChat.Bench.Load;
using OrleansChat.Grains.Postgres;
using OrleansChat.LogBench.Sends;

namespace OrleansChat.LogBench.Ceiling;

/// <summary>What the ceiling measured.</summary>
/// <param name="EventsPerSecond">Rows.</param>
/// <param name="CommitsPerSecond">Statements.</param>
/// <param name="Statement">One statement, which is one commit.</param>
internal sealed record CeilingResult(double EventsPerSecond, double CommitsPerSecond, Latency Statement);

/// <summary>
/// The ceiling: the rows of messages go straight into the log's own table, by the log's own statement, with as many
/// rows in it and as many statements under way as the group commit may have. No room, nobody waiting; and no check
/// that the log is the one that the rows were numbered on, unless that is what is to be measured.
/// </summary>
/// <param name="rooms">The rooms that each statement writes to; <paramref name="rows"/> is a multiple of it.</param>
/// <param name="lanes">Statements under way at once.</param>
/// <param name="rows">Rows of a statement.</param>
/// <param name="check">Whether each statement is checked as an append is.</param>
internal sealed class MultiRowInsert(NpgsqlDataSource database, int rooms, int lanes, int rows, bool check, CancellationToken stop)
{
    private readonly string _text = new('x', Message.Length);
    private long _statements;

    /// <summary>Runs it, a while uncounted first.</summary>
    public async Task<CeilingResult> Run(TimeSpan warmUp, TimeSpan duration)
    {
        await Phase(warmUp);
        var (times, elapsed) = await Phase(duration);
        var count = times.Sum(t => t.Count);
        return new CeilingResult(count * rows / elapsed.TotalSeconds, count / elapsed.TotalSeconds, Latency.Of(times));
    }

    private async Task<(Histogram[] Times, TimeSpan Elapsed)> Phase(TimeSpan length)
    {
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(() => Lane(started, length), stop)));
        return (times, Stopwatch.GetElapsedTime(started));
    }

    private async Task<Histogram> Lane(long started, TimeSpan length)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        var (seqs, ats, ids) = (new long[rows], Fill(_ => DateTime.UtcNow), new Guid[rows]);
        await using var append = new NpgsqlBatch(connection);
        if (check)
        {
            // Every room has its first event.
            append.BatchCommands.Add(new NpgsqlBatchCommand(AppendStatements.Check)
            {
                Parameters = { Column([1L]), Column([.. Enumerable.Range(1, rooms).Select(room => (long)room)]), Column(Fill(_ => 2L)[..rooms]) },
            });
        }

        append.BatchCommands.Add(new NpgsqlBatchCommand(AppendStatements.InsertEvents)
        {
            Parameters =
            {
                Column(Fill(i => 1L + (i % rooms))), Column(seqs), Column(ats), Column(Fill(_ => (short)EventKind.Message)),
                Column(Fill(_ => Rooms.Founder.Id)), Column(Fill(_ => Rooms.Founder.Name)), Column(ids), Column(Fill(_ => _text)),
                Column(new long?[rows]), Column(new long?[rows]), Column(Fill(i => (long?)i)),
            },
        });
        await append.PrepareAsync(stop);
        var times = new Histogram();
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            var number = Interlocked.Increment(ref _statements);
            var at = DateTime.UtcNow;
            for (var i = 0; i < rows; i++)
                (seqs[i], ats[i], ids[i]) = (2 + (((number * rows) + i) / rooms), at, Guid.NewGuid());
            var before = Stopwatch.GetTimestamp();
            await append.ExecuteNonQueryAsync(stop);
            times.Record(before, Stopwatch.GetTimestamp());
        }

        return times;
    }

    private T[] Fill<T>(Func<int, T> value) => [.. Enumerable.Range(0, rows).Select(value)];

    private static NpgsqlParameter<T[]> Column<T>(T[] values) => new() { TypedValue = values };
}
