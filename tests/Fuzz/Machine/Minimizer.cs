using System.Diagnostics;

namespace OrleansChat.Fuzz.Machine;

/// <summary>Makes an input that breaks something smaller, as long as it breaks it in the same way: piece after piece is left
/// out, smaller and smaller ones (the idea of delta debugging, Zeller and Hildebrandt 2002).</summary>
internal static class Minimizer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A smaller input for which <paramref name="breaks"/> holds, too.</summary>
    public static byte[] Smaller(byte[] input, Predicate<byte[]> breaks)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var piece = Math.Max(1, input.Length / 2); piece > 0; piece /= 2)
        {
            for (var at = 0; at + piece <= input.Length && Stopwatch.GetElapsedTime(begun) < Patience;)
            {
                byte[] without = [.. input[..at], .. input[(at + piece)..]];
                if (breaks(without)) input = without;
                else at += piece;
            }
        }

        return input;
    }
}
