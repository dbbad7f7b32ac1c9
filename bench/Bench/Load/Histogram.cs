using System.Diagnostics;
using System.Numerics;

namespace OrleansChat.Bench.Load;

/// <summary>
/// Counts durations with a relative error under 1 %, in constant memory: 128 linear steps within each power of two of
/// microseconds, as HdrHistogram does it. One writer at a time.
/// </summary>
internal sealed class Histogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;

    // Up to 2^33 µs, over two hours.
    private readonly long[] _counts = new long[Steps * (33 - StepBits + 2)];

    public long Count { get; private set; }

    /// <summary>The longest duration, in milliseconds, exactly.</summary>
    public double MaxMs { get; private set; }

    /// <summary>Counts the time between two readings of <see cref="Stopwatch.GetTimestamp"/>, as so many that took it.</summary>
    public void Record(long from, long to, int times = 1)
    {
        var elapsed = Stopwatch.GetElapsedTime(from, to);
        Count += times;
        MaxMs = Math.Max(MaxMs, elapsed.TotalMilliseconds);
        _counts[Math.Min(Index((ulong)Math.Max(0, elapsed.Ticks / TimeSpan.TicksPerMicrosecond)), _counts.Length - 1)] += times;
    }

    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        MaxMs = Math.Max(MaxMs, other.MaxMs);
    }

    /// <summary>The duration, in milliseconds, that this share of all durations does not exceed.</summary>
    /// <param name="share">0–1.</param>
    public double PercentileMs(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0) return Math.Min(MaxMs, Highest(i) / 1000d);
        }

        return double.NaN;
    }

    private static int Index(ulong microseconds)
    {
        if (microseconds < Steps) return (int)microseconds;
        var shift = BitOperations.Log2(microseconds) - StepBits;
        return ((shift + 1) << StepBits) + (int)((microseconds >> shift) - Steps);
    }

    /// <summary>The highest value, in microseconds, that is counted at this index.</summary>
    private static ulong Highest(int index)
    {
        if (index < Steps) return (ulong)index;
        var shift = (index >> StepBits) - 1;
        return (((ulong)(index & (Steps - 1)) + Steps + 1) << shift) - 1;
    }
}

/// <summary>A histogram in three numbers, all in milliseconds.</summary>
internal sealed record Latency(double P50, double P99, double Max)
{
    public static Latency Of(IEnumerable<Histogram> parts)
    {
        var all = new Histogram();
        foreach (var part in parts) all.Add(part);
        return new Latency(all.PercentileMs(0.50), all.PercentileMs(0.99), all.MaxMs);
    }
}
