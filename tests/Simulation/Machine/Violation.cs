namespace OrleansChat.Simulation.Machine;

/// <summary>A broken promise.</summary>
/// <param name="Guarantee">Which: G1 to G6, or what else must hold (see <see cref="Guarantees"/>).</param>
/// <param name="What">What was seen.</param>
internal sealed record Violation(string Guarantee, string What);

/// <summary>Names of what is checked, beside G1 to G6.</summary>
internal static class Guarantees
{
    public const string G1 = "G1 order";
    public const string G2 = "G2 durable before acknowledged";
    public const string G3 = "G3 once";
    public const string G4 = "G4 live without gaps";
    public const string G5 = "G5 resume";
    public const string G6 = "G6 one writer";

    /// <summary>A refusal that says "not written" is true (IRoomGrain).</summary>
    public const string Refusals = "Refusals are true";

    /// <summary>When all is well again, everything is answered and everybody is connected within a bound.</summary>
    public const string Recovery = "Recovery";

    /// <summary>Nothing fails in a way nobody thought of.</summary>
    public const string NoSurprise = "No surprise";

    /// <summary>Everything runs on the simulation's own thread.</summary>
    public const string Determinism = "Determinism";
}
