namespace OrleansChat.Programs.Tests;

/// <summary>Which programs this machine has.</summary>
internal static class Installed
{
    /// <summary>The folder of the clients in JavaScript and their packages.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Programs.Tests");

    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["nc"] = "the package netcat-openbsd",
        ["telnet"] = "the package telnet",
        ["curl"] = "the package curl",
        ["bash"] = "the package bash",
        ["node"] = "Node 20.19 or newer",
        ["npm packages"] = "npm --prefix tests/Programs.Tests ci",
    };

    /// <summary>Why a test that needs these can't run here; null when it can, or must.</summary>
    public static string? WhyNot(IEnumerable<string> programs)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") return null;
        var missing = programs.SelectMany(program => program == "npm packages" ? ["node", program] : new[] { program }).Where(program => !IsThere(program)).ToList();
        return missing.Count == 0 ? null : string.Join("; ", missing.Select(program => $"{program} is missing (install {Sources[program]})"));
    }

    private static bool IsThere(string program) => program == "npm packages"
        ? Directory.Exists(Path.Combine(Folder, "node_modules"))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
