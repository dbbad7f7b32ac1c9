namespace OrleansChat.Chaos.Clients;

/// <summary>How a device behaves when nobody troubles it.</summary>
/// <param name="FirstAway">How long before it first connects.</param>
/// <param name="LongestConnected">How long it stays at the most, before it cuts its connection.</param>
/// <param name="LongestAway">How long it then stays away at the most.</param>
internal sealed record Habits(TimeSpan FirstAway, TimeSpan LongestConnected, TimeSpan LongestAway)
{
    /// <summary>There from the start, and only now and then on another connection.</summary>
    public static Habits Steady { get; } = new(TimeSpan.Zero, TimeSpan.FromSeconds(60), TimeSpan.Zero);

    /// <summary>Seldom there for long: it comes back far behind, sometimes too far to resume.</summary>
    public static Habits Commuter { get; } = new(TimeSpan.Zero, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(40));

    /// <summary>Comes when much has been said.</summary>
    public static Habits Late(TimeSpan by) => Steady with { FirstAway = by };

    public TimeSpan Connected(Random random) => LongestConnected * (0.3 + (0.7 * random.NextDouble()));

    public TimeSpan Away(Random random) => LongestAway * random.NextDouble();
}
