using System.Diagnostics;
using Npgsql;
using OrleansChat.Bench.Load;

namespace OrleansChat.LogBench.Ceiling;

/// <summary>What bare round trips took.</summary>
internal sealed record RoundTripsResult(double PerSecond, Latency RoundTrip);

/// <summary>One connection asks for nothing, over and over: what a commit costs without committing.</summary>
internal static class RoundTrips
{
    public static async Task<RoundTripsResult> Run(NpgsqlDataSource database, TimeSpan duration, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.PrepareAsync(stop);
        await Loop(duration / 10);
        var (times, elapsed) = await Loop(duration);
        return new RoundTripsResult(times.Count / elapsed.TotalSeconds, Latency.Of([times]));

        async Task<(Histogram, TimeSpan)> Loop(TimeSpan length)
        {
            var times = new Histogram();
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                var before = Stopwatch.GetTimestamp();
                await command.ExecuteNonQueryAsync(stop);
                times.Record(before, Stopwatch.GetTimestamp());
            }

            return (times, Stopwatch.GetElapsedTime(started));
        }
    }
}
