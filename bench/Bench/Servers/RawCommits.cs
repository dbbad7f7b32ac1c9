using System.Diagnostics;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using OrleansChat.Bench.Load;

namespace OrleansChat.Bench.Servers;

/// <summary>What the raw commit loop measured.</summary>
/// <param name="PerSecond">Commits, one after the other.</param>
/// <param name="Commit">One commit.</param>
internal sealed record RawCommitsResult(double PerSecond, Latency Commit);

/// <summary>
/// The yardstick: one connection inserts one row, commits, and does it again. The row and its indexes are those of a
/// message in the log. The loop is strictly serial, so its rate is what the machine's durable storage gives a writer
/// that doesn't batch; a writer that commits many messages together can exceed it. At a steady rate it shows how evenly the
/// disk takes commits: a commit counts from when it was due, so a stall is charged to every one that it delayed.
/// </summary>
internal static class RawCommits
{
    private const string Insert = """
        insert into raw_commits (room_id, seq, at, kind, actor_id, actor_name, client_id, body) values (1, $1, $2, 3, $3, 'bench-0000', $4, $5)
        """;

    /// <param name="database">One with the product's tables.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="stop">Ends it early.</param>
    /// <param name="rate">Commits a second; 0 for as many as go.</param>
    public static async Task<RawCommitsResult> Run(NpgsqlDataSource database, TimeSpan duration, CancellationToken stop, int rate = 0)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using (var create = new NpgsqlCommand("create table if not exists raw_commits (like room_events including all)", connection))
            await create.ExecuteNonQueryAsync(stop);

        var body = new byte[Message.Length];
        Message.Write(body, 0, 0);
        var (seq, at) = (new NpgsqlParameter<long> { TypedValue = Stopwatch.GetTimestamp() }, new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var (actor, client) = (new NpgsqlParameter<Guid> { TypedValue = Guid.NewGuid() }, new NpgsqlParameter<Guid>());
        var text = new NpgsqlParameter<string> { TypedValue = Encoding.ASCII.GetString(body) };
        await using var insert = new NpgsqlCommand(Insert, connection) { Parameters = { seq, at, actor, client, text } };
        await insert.PrepareAsync(stop);

        // A tenth of the time goes first, uncounted, for code and caches to warm.
        await Loop(duration / 10, new Histogram());
        var histogram = new Histogram();
        var elapsed = await Loop(duration, histogram);
        return new RawCommitsResult(histogram.Count / elapsed.TotalSeconds, Latency.Of([histogram]));

        async Task<TimeSpan> Loop(TimeSpan length, Histogram times)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0L; Stopwatch.GetElapsedTime(started) < length; i++)
            {
                var due = rate == 0 ? Stopwatch.GetTimestamp() : started + (i * Stopwatch.Frequency / rate);
                Schedule.WaitUntil(due);
                (seq.TypedValue, at.TypedValue, client.TypedValue) = (seq.TypedValue + 1, DateTime.UtcNow, Guid.NewGuid());
                await insert.ExecuteNonQueryAsync(stop);
                times.Record(due, Stopwatch.GetTimestamp());
            }

            return Stopwatch.GetElapsedTime(started);
        }
    }
}
