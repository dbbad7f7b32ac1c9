using System.Diagnostics;

namespace OrleansChat.DoorBench.Servers;

/// <summary>Waits until processes have nothing to do.</summary>
internal static class Idleness
{
    // Timers of an idle server stay well below; a server that still sees to something is far above.
    private const double MostCores = 0.1;
    private const int QuietLooks = 3;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Returns when they have used hardly any processor time for three looks in a row, or after 15 s.</summary>
    public static async Task Of(IReadOnlyList<int> processes, CancellationToken stop)
    {
        var waiting = Stopwatch.StartNew();
        var used = Used(processes);
        for (var quiet = 0; quiet < QuietLooks && waiting.Elapsed < Patience;)
        {
            var started = Stopwatch.GetTimestamp();
            await Task.Delay(Look, stop);
            var now = Used(processes);
            quiet = (now - used) / Stopwatch.GetElapsedTime(started) < MostCores ? quiet + 1 : 0;
            used = now;
        }
    }

    private static TimeSpan Used(IReadOnlyList<int> processes)
    {
        var sum = TimeSpan.Zero;
        foreach (var id in processes)
        {
            using var process = Process.GetProcessById(id);
            sum += process.TotalProcessorTime;
        }

        return sum;
    }
}
