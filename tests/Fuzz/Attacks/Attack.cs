namespace OrleansChat.Fuzz.Attacks;

/// <summary>A stranger at one door.</summary>
internal abstract class Attack
{
    /// <summary>The name of what it sends: a corpus.</summary>
    public abstract string Corpus { get; }

    /// <summary>One connection, from its beginning to however it ends.</summary>
    /// <param name="victim">Where.</param>
    /// <param name="dice">What it does by chance.</param>
    /// <param name="next">What it sends.</param>
    /// <param name="stop">How long it has patience.</param>
    public abstract Task Once(Victim victim, Random dice, Func<byte[]> next, CancellationToken stop);
}

/// <summary>A gateway that is attacked, and a token that it takes.</summary>
internal sealed record Victim(Uri Http, System.Net.IPEndPoint Lines, string Token);
