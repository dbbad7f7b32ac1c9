namespace OrleansChat.Chaos.Checks;

/// <summary>One thing that must hold, and where it doesn't.</summary>
/// <param name="Name">What must hold, as a sentence.</param>
/// <param name="Looked">How many things were looked at: a check that looked at nothing shows nothing.</param>
/// <param name="Faults">Where it doesn't hold, each precisely.</param>
internal sealed record Check(string Name, int Looked, IReadOnlyList<string> Faults)
{
    public bool Holds => Faults.Count == 0;
}
