using System.Diagnostics;
using System.Globalization;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli.Commands;

/// <summary>Sends messages at a rate, as far as the server keeps up, and measures how long each took: from its first
/// attempt to its ack, with all that lay between.</summary>
internal sealed class Replay(Sender sender, double rate, int atOnce)
{
    private readonly List<TimeSpan> _latencies = [];
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>Sends them all.</summary>
    public async Task Run(IReadOnlyList<ScriptedMessage> script, CancellationToken stop)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var underWay = new Queue<Task>();
        try
        {
            foreach (var (index, message) in script.Index())
            {
                await WaitUntil(TimeSpan.FromSeconds(index / rate), failing.Token);
                // The oldest goes first, so nothing is ever further ahead of it than this; and the very first one alone,
                // with which one becomes a member.
                if (underWay.Count == atOnce || index == 1) await underWay.Dequeue();
                underWay.Enqueue(SendOne(message, failing.Token));
            }

            while (underWay.TryDequeue(out var sending)) await sending;
        }
        finally
        {
            // One that failed ends the others, and none is left behind.
            await failing.CancelAsync();
            await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One line of how it went.</summary>
    public string Summary(int of)
    {
        lock (_latencies)
        {
            var elapsed = Stopwatch.GetElapsedTime(_begun).TotalSeconds;
            var sorted = _latencies.Order().ToList();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sorted.Count} of {of} messages acknowledged in {elapsed:F1} s ({sorted.Count / elapsed:F1}/s), latency p50 {At(sorted, 0.5):F1} ms, p99 {At(sorted, 0.99):F1} ms");
        }
    }

    /// <summary>Waits until this long after the beginning, and not a part of a millisecond less, as a timer may.</summary>
    private async Task WaitUntil(TimeSpan due, CancellationToken stop)
    {
        for (TimeSpan wait; (wait = due - Stopwatch.GetElapsedTime(_begun)) > TimeSpan.Zero;)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), stop);
    }

    private static double At(List<TimeSpan> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)].TotalMilliseconds;

    private async Task SendOne(ScriptedMessage message, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        await sender.Send(message.Id, message.Text, stop);
        lock (_latencies) _latencies.Add(Stopwatch.GetElapsedTime(begun));
    }
}
