namespace OrleansChat.Cli;

/// <summary>Where a command reads and writes.</summary>
/// <param name="In">Lines to send.</param>
/// <param name="Out">What was asked for, and nothing else.</param>
/// <param name="Error">Everything that a person should know besides.</param>
internal sealed record Streams(TextReader In, TextWriter Out, TextWriter Error)
{
    /// <summary>Writes a line of output that is there, whatever happens next.</summary>
    public async Task Print(string line)
    {
        await Out.WriteLineAsync(line);
        await Out.FlushAsync();
    }
}
