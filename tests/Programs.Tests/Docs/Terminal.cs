namespace OrleansChat.Programs.Tests.Docs;

/// <summary>A shell in which a page's commands are typed, and what they print.</summary>
internal sealed class Terminal(string folder, Likeness likeness) : IAsyncDisposable
{
    private const string Done = "\u001e";

    private readonly RunningProgram _shell = new("bash", ["--norc", "-s"], folder);
    private int _read;

    /// <summary>Types a command, waits for its end, and compares what it printed.</summary>
    public async Task Runs(string command, IReadOnlyList<string> expected)
    {
        await Types($"exec 2>&1\n{command}\nprintf '\\n\\036\\n'");
        await Eventually.Holds(() => Task.FromResult(_shell.Shown[_read..].Contains(Done, StringComparison.Ordinal)), $"the end of {command}; it showed: {_shell.Shown[_read..]}");
        var end = _shell.Shown.IndexOf(Done, _read, StringComparison.Ordinal);
        var printed = _shell.Shown[_read..end];
        _read = end + 2;
        Assert.True(Likens(expected, Lines(printed)), $"{command}\nshould print:\n{string.Join('\n', expected)}\nand printed:\n{printed}");
    }

    /// <summary>Types a command that goes on while the page does.</summary>
    public Task Types(string command) => _shell.Types(command);

    /// <summary>Waits until what goes on has printed this.</summary>
    public Task Shows(IReadOnlyList<string> expected) => Eventually.Holds(
        () => Task.FromResult(Likens(expected, Lines(_shell.Shown[_read..]))), $"{string.Join('\n', expected)}\nbut:\n{_shell.Shown[_read..]}");

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private bool Likens(IReadOnlyList<string> expected, List<string> printed)
    {
        expected = Joined(expected);
        return expected.Count == printed.Count && expected.Zip(printed).All(pair => likeness.Holds(pair.First, pair.Second));
    }

    private static List<string> Lines(string printed) => [.. printed.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0)];

    // The page may break JSON into lines, as it is printed in one.
    private static List<string> Joined(IReadOnlyList<string> lines)
    {
        var joined = new List<string>();
        foreach (var line in lines)
        {
            if (joined.Count > 0 && joined[^1] is ['{' or '[', ..] && !Likeness.IsJson(joined[^1], out _)) joined[^1] += line.TrimStart();
            else joined.Add(line);
        }

        return joined;
    }
}
