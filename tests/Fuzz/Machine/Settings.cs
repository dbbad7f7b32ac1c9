using System.Globalization;

namespace OrleansChat.Fuzz.Machine;

/// <summary>What the environment says of a run.</summary>
internal static class Settings
{
    private const double UsualSeconds = 20;

    /// <summary>How long all of it takes together, <c>FUZZ_SECONDS</c>; <c>./test --fuzz SECONDS</c> sets it.</summary>
    public static TimeSpan All { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("FUZZ_SECONDS"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : UsualSeconds);

    /// <summary>The only seed to try, <c>FUZZ_SEED</c>: the one that a failure named; null for as many as there is time for.</summary>
    public static int? Only { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("FUZZ_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    /// <summary>The first seed. Another one each time, so that every run tries something new; what was found stays in the
    /// corpus.</summary>
    public static int First { get; } = Only ?? Random.Shared.Next(1_000_000_000);
}
