using System.Text.RegularExpressions;

namespace OrleansChat.Testing.Doors;

/// <summary>Reads the sentences that the doors for people make of events.</summary>
internal static partial class Sentences
{
    /// <summary>The line that a sentence is; null for every other sentence.</summary>
    public static string? Line(string sentence, string self)
    {
        if (Joined().Match(sentence) is { Success: true } joined) return Of("joined", joined, self);
        if (Left().Match(sentence) is { Success: true } left) return Of("left", left, self);
        return Renamed().Match(sentence) is { Success: true } renamed ? $"renamed|{renamed.Groups[1].Value}|{renamed.Groups[2].Value}" : null;
    }

    private static string? Of(string what, Match match, string self) => match.Groups[1].Value == self ? null : $"{what}|{match.Groups[1].Value}|";

    [GeneratedRegex("^(.+) (?:joined the chat|has joined !)$")]
    private static partial Regex Joined();

    [GeneratedRegex("^(.+) (?:left the chat|has left !)$")]
    private static partial Regex Left();

    [GeneratedRegex("^(.+) is now known as (.+)$")]
    private static partial Regex Renamed();
}
