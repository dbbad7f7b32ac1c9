namespace OrleansChat.Programs.Tests.Docs;

/// <summary>Somebody with netcat: real netcat.</summary>
internal sealed class NetcatPeer(RunningProgram netcat, Likeness likeness) : IPeer
{
    private int _read;

    private string Rest => netcat.Shown[_read..];

    public Task Sends(string said) => netcat.Types(likeness.Today(said));

    public async Task Hears(string expected)
    {
        try
        {
            await Eventually.Holds(() => Task.FromResult(Takes(expected)), expected);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"netcat never showed '{expected}', but '{Rest}'", e);
        }
    }

    public void HasHeardNothingElse() => Assert.Equal("", Rest);

    public ValueTask DisposeAsync() => netcat.DisposeAsync();

    private bool Takes(string expected)
    {
        var rest = Rest;
        var end = rest.IndexOf('\n', StringComparison.Ordinal);
        // A prompt is a line without an end, but with a space there.
        var line = end >= 0 ? rest[..end] : rest.EndsWith(": ", StringComparison.Ordinal) ? rest[..^1] : null;
        if (line is null || !likeness.Holds(expected, line)) return false;
        _read += line.Length + 1;
        return true;
    }
}
