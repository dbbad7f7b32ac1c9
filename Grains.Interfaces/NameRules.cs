using System.Buffers;
using System.Globalization;
using System.Text;

namespace OrleansChat;

/// <content>Which names there may be, and which are the same to people.</content>
public static partial class TextRules
{
    private const char Separator = '-';

    private static readonly SearchValues<char> PartsOfLines = SearchValues.Create("\"[]:");

    /// <summary>
    /// Checks a name that somebody wants to bear: 1–<see cref="Limits.NameLength"/> visible characters, inner spaces
    /// allowed, none of " [ ] : and no ->, of which doors make lines around names, not beginning with '@', '/', '#', '!' or
    /// '*', which clients and doors give a meaning. Its letters are of at most one of the scripts that share their shapes,
    /// Latin, Greek, Cyrillic, Coptic, Armenian, Cherokee, Lisu and Deseret; with others they may be mixed. (Unicode, UTS #39,
    /// 5.2: the level "moderately restrictive" keeps Latin from Greek and Cyrillic. A letter's script is read off its block.)
    /// </summary>
    /// <exception cref="ChatException">BadName.</exception>
    public static void CheckName(string? name)
    {
        CheckBorneName(name);
        if (name![0] is '@' or '/' or '#' or '!' or '*' || name.AsSpan().ContainsAny(PartsOfLines) || name.Contains("->", StringComparison.Ordinal)
            || name.EnumerateRunes().Select(ScriptOf).Where(script => script != Script.Other).Distinct().Count() > 1)
            throw new ChatException(ErrorCode.BadName);
    }

    /// <summary>Checks a name that somebody bears, maybe since a time when names were freer: 1–<see cref="Limits.NameLength"/>
    /// visible characters, inner spaces allowed.</summary>
    /// <exception cref="ChatException">BadName.</exception>
    public static void CheckBorneName(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 2 * Limits.NameLength
            || char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1])
            || Scan(name, static rune => !IsNameCharacter(rune)) is < 1 or > Limits.NameLength
            || name.EnumerateRunes().All(rune => rune.Value == ColourfulForm))
            throw new ChatException(ErrorCode.BadName);
    }

    /// <summary>
    /// The key that all names share which people can't tell apart: without case, accents and styles of letters, with one
    /// sign for all separators, and with one letter for those that look like it (<see cref="LookAlikes"/>). In the manner of
    /// the skeletons of UTS #39, 4, but coarser, because case must not matter: I looks like l, so i is l too. The key of a
    /// key is itself. Keys are stored: other rules need a migration.
    /// </summary>
    public static string NameKey(string name)
    {
        var key = name;
        // What one step makes may look like something in turn: an accented i is an i, which is an l.
        for (var next = Simplify(key); !string.Equals(next, key, StringComparison.Ordinal); next = Simplify(key)) key = next;
        return key;
    }

    private static string Simplify(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var plain = LookAlikes.Plain(rune);
            if (IsSkipped(plain) || (IsMark(plain) && key.Length > 0 && HasShapesOfOthers(key[^1]))) continue;
            // The sound marks of kana come as signs of their own, too: か with two strokes is が, the next letter.
            if (plain.Value is 0x3099 or 0x309A && key.Length > 0 && key[^1] is (>= 'か' and <= 'ほ') or (>= 'カ' and <= 'ホ'))
            {
                key[^1] += (char)(plain.Value - 0x3098);
                continue;
            }

            if (!IsSeparator(plain)) LookAlikes.Append(key, plain);
            else if (key.Length == 0 || key[^1] != Separator) key.Append(Separator);
        }

        // A name of nothing but accents is its own key.
        return key.Length == 0 ? name : key.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    private static bool IsSkipped(Rune rune) => IsInvisible(rune) || rune.Value is ColourfulForm
        or (>= 0x0300 and <= 0x036F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0xFE20 and <= 0xFE2F)
        // Primes and other small strokes.
        or (>= 0x02B9 and <= 0x02BF) or (>= 0x02C8 and <= 0x02CF)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    // A mark of whatever block makes no other letter of those that share their shapes; in other scripts it does.
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool HasShapesOfOthers(char letter) => Rune.TryCreate(letter, out var rune) && ScriptOf(rune) != Script.Other;

    private static bool IsSeparator(Rune rune) => rune.Value is '.' or 0x2024 or 0x2212 || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation;

    private static Script ScriptOf(Rune rune) => !Rune.IsLetter(rune) ? Script.Other : rune.Value switch
    {
        <= 0x024F or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF)
            or (>= 0xAB30 and <= 0xAB6F) or (>= 0xFF21 and <= 0xFF5A) => Script.Latin,
        (>= 0x0370 and <= 0x03E1) or (>= 0x03F0 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF) => Script.Greek,
        (>= 0x0400 and <= 0x052F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0xA640 and <= 0xA69F) => Script.Cyrillic,
        (>= 0x03E2 and <= 0x03EF) or (>= 0x2C80 and <= 0x2CFF) => Script.Coptic,
        >= 0x0530 and <= 0x058F => Script.Armenian,
        (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF) => Script.Cherokee,
        >= 0xA4D0 and <= 0xA4FF => Script.Lisu,
        >= 0x10400 and <= 0x1044F => Script.Deseret,
        _ => Script.Other,
    };

    private enum Script
    {
        Other,
        Latin,
        Greek,
        Cyrillic,
        Coptic,
        Armenian,
        Cherokee,
        Lisu,
        Deseret,
    }
}
