using System.Text.RegularExpressions;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Rules;

/// <summary>Who may know whom, what pages must say, and what tests may not do: read off the sources.</summary>
public sealed partial class ArchitectureTests
{
    [Fact]
    public void Of_the_gateway_only_composition_knows_the_engines()
    {
        var gateway = Path.Combine(Repository.Root, "Gateway");
        var offenders = Sources(gateway)
            .Where(file => !IsUnder(file, gateway, "Engines") && !IsUnder(file, gateway, "Hosting") && Path.GetFileName(file) != "Program.cs")
            .Where(file => File.ReadAllText(file).Contains("OrleansChat.Grains", StringComparison.Ordinal));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Rooms_and_users_know_neither_PostgreSQL_nor_the_Orleans_runtime()
    {
        var grains = Path.Combine(Repository.Root, "Grains");
        var offenders = new[] { "Rooms", "Users", "Online", "Lists", "Log" }.SelectMany(folder => Sources(Path.Combine(grains, folder)))
            .Where(file => ForeignUsing().IsMatch(File.ReadAllText(file)));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_setting_has_a_line_in_the_configuration_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var missing = from folder in new[] { "Grains", "Gateway", "Silo" }
                      from file in Sources(Path.Combine(Repository.Root, folder))
                      from Match options in OptionsClass().Matches(File.ReadAllText(file))
                      let section = options.Groups[1].Value
                      from Match setting in Setting().Matches(File.ReadAllText(file))
                      let name = $"{section}:{setting.Groups[1].Value}"
                      where !page.Contains($"`{name}`", StringComparison.Ordinal)
                      select name;
        Assert.Empty(missing);
    }

    [Fact]
    public void Tests_wait_for_conditions_and_never_for_time()
    {
        var tests = Path.Combine(Repository.Root, "tests");
        var offenders = from file in Sources(tests)
                        let path = Path.GetRelativePath(tests, file).Replace('\\', '/')
                        // Chaos lasts, in real time, and has one place that says so. A clock of the test's own is no time.
                        where path != "Chaos/Pace.cs" && path != "Grains.Tests/Rules/ArchitectureTests.cs"
                        from line in File.ReadLines(file)
                        where Sleep().IsMatch(line) && !OwnClock().IsMatch(line)
                        select $"{path}: {line.Trim()}";
        Assert.Empty(offenders);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories);

    private static bool IsUnder(string file, string root, string folder) =>
        file.StartsWith(Path.Combine(root, folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    [GeneratedRegex(@"^using (Npgsql|Orleans\.)", RegexOptions.Multiline)]
    private static partial Regex ForeignUsing();

    [GeneratedRegex(@"Task\.Delay\(|Thread\.Sleep\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"Task\.Delay\(.*[ .][tT]ime\);")]
    private static partial Regex OwnClock();

    [GeneratedRegex(@"section <c>(\w+)</c>")]
    private static partial Regex OptionsClass();

    [GeneratedRegex(@"public [\w?]+ (\w+) \{ get; set; \}")]
    private static partial Regex Setting();
}
