using System.Globalization;
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
    public static string WithoutControls(string line) => Replace(line, static c => Rune.IsControl(c) && c.Value != '\t');

    /// <summary>A text for a terminal. Its lines stay lines, indented so that none looks like one of somebody else's.</summary>
    public static string Of(string text) =>
        string.Join("\n    ", text.Split(['\n', '\u2028', '\u2029']).Select(line => Replace(line, IsHarmful)));

    /// <summary>Controls, and what formats without being seen: embeddings, overrides and isolates (Unicode, UAX #9), tags,
    /// annotations. Joiners are needed by scripts and emoji, and the bare marks of direction change nothing beside them.</summary>
    private static bool IsHarmful(Rune c) =>
        (Rune.IsControl(c) && c.Value != '\t') || (Rune.GetUnicodeCategory(c) == UnicodeCategory.Format && c.Value is not (>= 0x200C and <= 0x200F));

    private static string Replace(string text, Predicate<Rune> harmful)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text;
        var replaced = new StringBuilder(text.Length);
        foreach (var c in text.EnumerateRunes())
        {
            if (harmful(c)) replaced.Append(Instead);
            else replaced.Append(c.ToString());
        }

        return replaced.ToString();
    }
}
