using System.Text.RegularExpressions;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Rules;

/// <summary>docs/guarantees.md names the tests behind each promise: they exist, and no promise's test is left out.</summary>
public sealed partial class GuaranteesTests
{
    private static readonly string Root = Repository.Root;

    [Fact]
    public void Every_test_that_the_guarantees_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "guarantees.md"));
        var named = InBackticks().Matches(page).Select(match => match.Groups[1].Value).ToHashSet();
        var tests = Tests();
        Assert.True(named.Count > 50);
        Assert.Equal([], named.Except(tests));
        // And the page leaves out none that carries a promise's name.
        Assert.Equal([], tests.Where(test => Guarantee().IsMatch(test)).Except(named));
    }

    private static HashSet<string> Tests() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)),
    ];

    [GeneratedRegex(@"^G\d+_")]
    private static partial Regex Guarantee();

    [GeneratedRegex(@"`([A-Z]\w*_\w+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"public (?:async )?(?:Task|void) ([A-Z]\w*_\w+)\(")]
    private static partial Regex Method();
}
