namespace OrleansChat.Chaos.Faults;

/// <summary>Draws what will happen, from a seed: the same seed and shape give the same schedule.</summary>
internal static class Schedule
{
    private static readonly TimeSpan WidestGap = TimeSpan.FromSeconds(12);
    private const double Together = 0.2;

    /// <summary>The faults in order of time. Kinds are dealt like cards, a whole deck before the next, and the first deck
    /// fits into any length: each kind happens.</summary>
    public static IReadOnlyList<Fault> Draw(int seed, TimeSpan length, int silos, int gateways)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<FaultKind>().Where(kind => silos > 0 || kind > FaultKind.SiloPaused).ToArray();
        var gap = TimeSpan.FromTicks(Math.Min(WidestGap.Ticks, length.Ticks / (kinds.Length + 1)));
        var faults = new List<Fault>();
        var deck = new Queue<FaultKind>();
        for (var at = gap / 2; at < length; at += gap * (random.NextDouble() < Together ? 0.05 : 0.6 + (0.7 * random.NextDouble())))
        {
            if (deck.Count == 0)
            {
                random.Shuffle(kinds);
                foreach (var kind in kinds) deck.Enqueue(kind);
            }

            var dealt = deck.Dequeue();
            var target = dealt <= FaultKind.SiloPaused ? random.Next(silos) : dealt <= FaultKind.GatewayPaused ? random.Next(gateways) : 0;
            faults.Add(new Fault(at, dealt, target, Lasts(dealt, length, random.NextDouble()), random.Next(2) == 0));
        }

        return faults;
    }

    /// <summary>How long it lasts: in a short run short of what would fill it.</summary>
    private static TimeSpan Lasts(FaultKind kind, TimeSpan length, double draw)
    {
        var (least, most) = kind switch
        {
            // Long enough to be declared dead meanwhile, in most cases.
            FaultKind.SiloPaused => (3.0, 25.0),
            FaultKind.GatewayPaused => (1.0, 20.0),
            FaultKind.DatabasePaused => (1.0, 10.0),
            FaultKind.DatabaseKilled or FaultKind.DatabaseRestarted => (0.0, 5.0),
            _ => (0.0, 8.0),
        };
        most = Math.Min(most, Math.Max(least, length.TotalSeconds / 3));
        return TimeSpan.FromSeconds(least + (draw * (most - least)));
    }
}
