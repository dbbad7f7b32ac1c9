using System.Diagnostics;

namespace OrleansChat.Fuzz.Machine;

/// <summary>One input given to one parser.</summary>
internal static class Trial
{
    // What tables, first calls and exceptions cost beside the input.
    private const long Free = 256 * 1024;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wrong with it; null when all holds.</summary>
    public static Exception? Failure(Target target, byte[] input)
    {
        var first = Once(target, input);
        if (first is not OverBudgetException) return first;
        // A machine may be busy for a moment, and something is done for the first time only; an input that costs too much does
        // so each time.
        return Once(target, input) is null || Once(target, input) is null ? null : first;
    }

    private static Exception? Once(Target target, byte[] input)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var begun = Stopwatch.GetTimestamp();
        try
        {
            target.Take(input);
        }
        catch (Exception e)
        {
            return e;
        }

        var took = Stopwatch.GetElapsedTime(begun);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return took > Budget ? new OverBudgetException($"{input.Length} bytes of input took {took.TotalMilliseconds:F0} ms.")
            : bytes > Free + ((long)target.BytesPerByte * input.Length) ? new OverBudgetException($"{input.Length} bytes of input took {bytes} bytes of memory.")
            : null;
    }
}

/// <summary>An input costs too much.</summary>
internal sealed class OverBudgetException(string message) : Exception(message);
