using System.Globalization;

namespace OrleansChat.Bench;

/// <summary>How <c>bench/run</c> tells a program what to measure: names with values, and <c>--quick</c>.</summary>
internal static class Arguments
{
    /// <summary>Reads a command line into options.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="options">The defaults.</param>
    /// <param name="quick">What <c>--quick</c> makes of them; the other arguments come on top, wherever it stands.</param>
    /// <param name="with">What one name with its value makes of them.</param>
    /// <exception cref="BenchException">It can't be read.</exception>
    public static T Read<T>(string[] args, T options, Func<T, T> quick, Func<T, string, string, T> with)
    {
        if (args.Contains("--quick", StringComparer.Ordinal)) options = quick(options);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--quick") continue;
            if (i + 1 == args.Length) throw new BenchException($"{args[i]} needs a value.");
            options = with(options, args[i], args[++i]);
        }

        return options;
    }

    /// <summary>A whole number over 0.</summary>
    public static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new BenchException($"{name} needs a whole number over 0, not '{value}'.");

    /// <summary>The same, of seconds.</summary>
    public static TimeSpan Seconds(string name, string value) => TimeSpan.FromSeconds(Number(name, value));
}
