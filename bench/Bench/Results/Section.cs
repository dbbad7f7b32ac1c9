namespace OrleansChat.Bench.Results;

/// <summary>The results' parts: each is measured, and so written, by itself. In the page a part lies between two comments.</summary>
internal static class Section
{
    /// <summary>Puts a part in the place of its last version; the others stay as they are.</summary>
    /// <exception cref="BenchException">The page has no place for it.</exception>
    public static async Task Replace(string file, string name, string text)
    {
        var (begin, end) = ($"<!-- {name}: written by bench/run -->\n", $"<!-- end of {name} -->");
        var page = await File.ReadAllTextAsync(file);
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new BenchException($"{Path.GetFileName(file)} has no place for the part '{name}'.");
        await File.WriteAllTextAsync(file, $"{page[..(from + begin.Length)]}\n{text}\n{page[to..]}");
    }
}
