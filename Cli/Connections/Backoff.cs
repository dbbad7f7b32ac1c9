namespace OrleansChat.Cli.Connections;

/// <summary>Pauses that double from 0.5 s to 30 s, half of each by chance, so that the clients of a server that comes back
/// don't all come in one moment ("equal jitter").</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private TimeSpan _ceiling = First;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var pause = _ceiling * (0.5 + (Random.Shared.NextDouble() / 2));
        _ceiling = _ceiling * 2 < Longest ? _ceiling * 2 : Longest;
        return pause;
    }

    /// <summary>It worked: begin with short ones again.</summary>
    public void Reset() => _ceiling = First;
}
