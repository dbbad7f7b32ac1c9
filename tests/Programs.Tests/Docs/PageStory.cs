using System.Text.RegularExpressions;

namespace OrleansChat.Programs.Tests.Docs;

/// <summary>
/// Does what a page says, from top to bottom:
/// <list type="bullet">
/// <item><c>console</c>: lines behind <c>$</c> are typed, the others are printed. With a name it is another terminal,
/// where what was started goes on.</item>
/// <item><c>transcript</c>: <c>ann = ADDRESS</c> connects, <c>ann &gt;</c> sends, <c>ann &lt;</c> comes. A line that begins
/// with a space goes on with the one before it.</item>
/// <item><c>js FILE</c>: a file, for the commands below it.</item>
/// </list>
/// </summary>
internal sealed partial class PageStory(Uri gateway, int linePort, Func<Task> settled) : IAsyncDisposable
{
    private readonly Likeness _likeness = new();
    private readonly Dictionary<string, IPeer> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Terminal> _terminals = new(StringComparer.Ordinal);
    private readonly List<(Terminal Terminal, IReadOnlyList<string> Expected)> _going = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanschat-page-");

    /// <summary>Does it all, and then looks for what came that the page doesn't show.</summary>
    public async Task Play(IReadOnlyList<PageBlock> blocks)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "node_modules"), Path.Combine(Installed.Folder, "node_modules"));
        foreach (var block in blocks)
        {
            await settled();
            try
            {
                await Play(block);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The {block.Kind} at line {block.Line}: {e.Message}", e);
            }
        }

        foreach (var (terminal, expected) in _going) await terminal.Shows(expected);
        foreach (var peer in _peers.Values) peer.HasHeardNothingElse();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers.Values) await peer.DisposeAsync();
        foreach (var terminal in _terminals.Values) await terminal.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Task Play(PageBlock block) => block.Kind switch
    {
        "console" => Console(block),
        "transcript" => Transcript(block),
        "js" => File.WriteAllTextAsync(Path.Combine(_folder.FullName, block.Name), Here(string.Join('\n', block.Lines))),
        _ => throw new InvalidOperationException("Every block is a console, a transcript or a js file, so that it can be tried."),
    };

    private async Task Console(PageBlock block)
    {
        if (!_terminals.TryGetValue(block.Name, out var terminal)) _terminals[block.Name] = terminal = new Terminal(_folder.FullName, _likeness);
        for (var i = 0; i < block.Lines.Count;)
        {
            Assert.StartsWith("$ ", block.Lines[i], StringComparison.Ordinal);
            var command = block.Lines[i++][2..];
            while (command.EndsWith('\\')) command += "\n" + block.Lines[i++];
            var expected = block.Lines.Skip(i).TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal)).ToList();
            i += expected.Count;
            command = Here(_likeness.Today(command));
            if (block.Name.Length == 0)
            {
                await terminal.Runs(command, expected);
                continue;
            }

            await terminal.Types(command);
            _going.Add((terminal, expected));
        }
    }

    private async Task Transcript(PageBlock block)
    {
        foreach (var line in Whole(block.Lines))
        {
            var match = Said().Match(line);
            Assert.True(match.Success, $"This is neither said nor heard: {line}");
            var (who, sign, what) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
            if (sign == "=") await Connect(who, what);
            else if (sign == ">") await _peers[who].Sends(what);
            else await _peers[who].Hears(what);
        }
    }

    private async Task Connect(string who, string address)
    {
        if (_peers.Remove(who, out var before))
        {
            before.HasHeardNothingElse();
            await before.DisposeAsync();
        }

        var words = Here(_likeness.Today(address)).Split(' ');
        _peers[who] = words[0] == "nc" ? new NetcatPeer(new RunningProgram("nc", words[1..]), _likeness)
            : await WebSocketPeer.Connect(new Uri(words[0]), words.ElementAtOrDefault(1), _likeness);
    }

    // Where the page's server is today.
    private string Here(string text) => text
        .Replace("localhost:8080", gateway.Authority, StringComparison.Ordinal)
        .Replace("localhost 8081", $"127.0.0.1 {linePort}", StringComparison.Ordinal);

    private static List<string> Whole(IEnumerable<string> lines)
    {
        var whole = new List<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith(' ')) whole[^1] += line.TrimStart();
            else whole.Add(line);
        }

        return whole;
    }

    [GeneratedRegex("^([a-z]+) ([=<>]) (.*)$")]
    private static partial Regex Said();
}
