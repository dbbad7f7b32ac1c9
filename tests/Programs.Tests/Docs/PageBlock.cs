namespace OrleansChat.Programs.Tests.Docs;

/// <summary>A fenced block of a page.</summary>
/// <param name="Kind">The first word behind the fence: console, transcript or js.</param>
/// <param name="Name">The second: a terminal's name, or a file's.</param>
/// <param name="Line">The number of its first line, from 1.</param>
/// <param name="Lines">What stands in it.</param>
internal sealed record PageBlock(string Kind, string Name, int Line, IReadOnlyList<string> Lines)
{
    private const string Fence = "```";

    /// <summary>All blocks of a page, from top to bottom.</summary>
    public static IReadOnlyList<PageBlock> Of(string file)
    {
        var blocks = new List<PageBlock>();
        var lines = File.ReadAllLines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var words = lines[i][Fence.Length..].Split(' ', 2);
            var from = i + 1;
            do i++; while (lines[i] != Fence);
            blocks.Add(new PageBlock(words[0], words.ElementAtOrDefault(1) ?? "", from + 1, lines[from..i]));
        }

        return blocks;
    }
}
