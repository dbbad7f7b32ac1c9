using System.Diagnostics;

namespace OrleansChat.Bench.Load;

/// <summary>Times at which something is due, on <see cref="Stopwatch"/>'s clock.</summary>
internal static class Schedule
{
    /// <summary>Sleeps the whole milliseconds, and gives the processor away in a loop for the rest of one.</summary>
    public static void WaitUntil(long due)
    {
        while (true)
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due).TotalMilliseconds;
            if (left <= 0) return;
            Thread.Sleep(left > 1.5 ? (int)(left - 0.5) : 0);
        }
    }
}
