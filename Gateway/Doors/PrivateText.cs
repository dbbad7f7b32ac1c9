using System.Diagnostics.CodeAnalysis;

namespace OrleansChat.Gateway.Doors;

/// <summary>Words that are for one person, on the doors where people type lines: <c>@name the text</c>, or
/// <c>@"a name" the text</c> for a name with spaces, which <c>@a_name</c> finds too; and <c>/msg name the text</c> likewise.</summary>
internal static class PrivateText
{
    private const string Command = "/msg ";

    /// <summary>Takes such a text apart; false for every other one.</summary>
    /// <exception cref="ChatException">BadArguments: the command, to nobody or without words; nobody else is to read that.</exception>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? words)
    {
        (name, words) = (null, null);
        var from = text is null ? -1 : text.StartsWith('@') ? 1 : text.StartsWith(Command, StringComparison.OrdinalIgnoreCase) ? Command.Length : -1;
        if (from < 0 || text is null) return false;
        if (TryParse(text, from, out name, out words)) return true;
        return text[0] == '@' ? false : throw new ChatException(ErrorCode.BadArguments);
    }

    private static bool TryParse(string text, int from, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? words)
    {
        (name, words) = (null, null);
        if (from == text.Length) return false;
        var quoted = text[from] == '"';
        if (quoted) from++;
        var to = quoted ? text.IndexOf('"', from) : text.IndexOfAny([' ', '\t'], from);
        if (to <= from) return false;
        var rest = text[(to + 1)..].TrimStart(' ', '\t');
        if (rest.Length == 0) return false;
        (name, words) = (text[from..to], rest);
        return true;
    }
}
