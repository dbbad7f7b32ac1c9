using System.Diagnostics;
using System.Globalization;

namespace OrleansChat.Testing.Processes;

/// <summary>Who is whose child, on Linux (where there may be no <c>ps</c>) and macOS (where there is no <c>/proc</c>).</summary>
public static class ProcessTable
{
    /// <summary>The living children of a process.</summary>
    public static IReadOnlyList<int> Children(int parent) =>
        [.. (Directory.Exists("/proc/self") ? FromProc() : FromPs()).Where(entry => entry.Parent == parent).Select(entry => entry.Id)];

    /// <summary>The living children, their children, and so on.</summary>
    public static IReadOnlyList<int> Descendants(int parent) =>
        [.. Children(parent).SelectMany(child => Descendants(child).Prepend(child))];

    private static IEnumerable<(int Id, int Parent)> FromProc()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) continue;
            string stat;
            try
            {
                stat = File.ReadAllText($"{folder}/stat");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
                continue;
            }

            // The name, in brackets, may hold spaces: count from its end. State, then the parent.
            var rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (rest[0] != "Z") yield return (id, int.Parse(rest[1], CultureInfo.InvariantCulture));
        }
    }

    private static List<(int Id, int Parent)> FromPs()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-A", "-o", "pid=,ppid="]) { RedirectStandardOutput = true })!;
        return [.. ps.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pair => (int.Parse(pair[0], CultureInfo.InvariantCulture), int.Parse(pair[1], CultureInfo.InvariantCulture)))];
    }
}
