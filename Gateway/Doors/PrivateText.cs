using System.Diagnostics.CodeAnalysis;

namespace OrleansChat.Gateway.Doors;

/// <summary>Words that are for one person, on the doors where people type lines: <c>@name the text</c>, or
/// <c>@"a name" the text</c> for a name with spaces, which <c>@a_name</c> finds too.</summary>
internal static class PrivateText
{
    /// <summary>Takes such a text apart; false for every other one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? words)
    {
        (name, words) = (null, null);
        if (text is null || !text.StartsWith('@')) return false;
        var quoted = text.StartsWith("@\"", StringComparison.Ordinal);
        var from = quoted ? 2 : 1;
        var to = quoted ? text.IndexOf('"', from) : text.IndexOfAny([' ', '\t'], from);
        if (to <= from) return false;
        var rest = text[(to + 1)..].TrimStart(' ', '\t');
        if (rest.Length == 0) return false;
        (name, words) = (text[from..to], rest);
        return true;
    }
}
