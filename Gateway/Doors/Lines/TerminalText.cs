using System.Text;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>
/// What may reach a terminal. A terminal obeys control characters: with them a message could clear the screen, type keys
/// or pretend to be somebody else's line. They become U+FFFD, and so does what turns the direction of the text around it.
/// </summary>
internal static class TerminalText
{
    private const char Instead = '\uFFFD';

    /// <summary>A line that came in, with all control characters but tab replaced.</summary>
    public static string WithoutControls(string line) => Replace(line, static c => char.IsControl(c) && c != '\t');

    /// <summary>A text for a terminal. Its lines stay lines, indented so that none looks like one of somebody else's.</summary>
    public static string Of(string text) =>
        string.Join("\n    ", text.Split(['\n', '\u2028', '\u2029']).Select(line => Replace(line, IsHarmful)));

    private static bool IsHarmful(char c) => (char.IsControl(c) && c != '\t') || TurnsDirection(c);

    /// <summary>Embeddings, overrides and isolates (Unicode, UAX #9). The bare marks U+200E and U+200F change nothing
    /// beside them.</summary>
    private static bool TurnsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Replace(string text, Predicate<char> harmful)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text;
        var replaced = new StringBuilder(text.Length);
        foreach (var c in text) replaced.Append(harmful(c) ? Instead : c);
        return replaced.ToString();
    }
}
