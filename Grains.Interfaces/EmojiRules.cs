using System.Globalization;
using System.Text;

namespace OrleansChat;

/// <content>What a reaction may look like.</content>
public static partial class TextRules
{
    // U+FE0F, variation selector 16: asks for the colourful form of what is also a plain character.
    private const int ColourfulForm = 0xFE0F;
    private const int Joiner = 0x200D;
    private const int Key = 0x20E3;
    private const int BlackFlag = 0x1F3F4;
    private const int LastTag = 0xE007F;

    /// <summary>Checks a reaction: one user-perceived character (Unicode, UAX #29) of at most <see cref="Limits.EmojiBytes"/>
    /// that is built as emoji are (UTS #51, emoji sequences): a symbol, a key, a flag, or symbols that are joined; with
    /// nothing in it that can't be seen. Which symbols a client shows in colour is the client's business.</summary>
    /// <exception cref="ChatException">BadEmoji.</exception>
    public static void CheckEmoji(string? emoji)
    {
        if (string.IsNullOrEmpty(emoji) || emoji.Length > Limits.EmojiBytes || Encoding.UTF8.GetByteCount(emoji) > Limits.EmojiBytes
            || Scan(emoji, Rune.IsControl) < 0
            || StringInfo.GetNextTextElementLength(emoji) != emoji.Length
            || !IsEmojiSequence([.. emoji.EnumerateRunes()]))
            throw new ChatException(ErrorCode.BadEmoji);
    }

    private static bool IsEmojiSequence(Rune[] runes)
    {
        if (runes is [{ Value: (>= '0' and <= '9') or '#' or '*' }, ..])
            return runes is [_, { Value: Key }] or [_, { Value: ColourfulForm }, { Value: Key }];
        if (!IsSymbol(runes[0])) return false;
        for (var i = 1; i < runes.Length; i++)
        {
            var joins = runes[i].Value == Joiner && i + 1 < runes.Length && IsSymbol(runes[i + 1]);
            var tags = runes[0].Value == BlackFlag && runes[^1].Value == LastTag && runes[i].Value is > 0xE001F and <= LastTag;
            var colours = runes[i].Value == ColourfulForm && runes[i - 1].Value != ColourfulForm;
            if (!joins && !tags && !colours && !IsSkinTone(runes[i]) && !(IsSymbol(runes[i]) && (runes[i - 1].Value == Joiner || IsRegion(runes[i]))))
                return false;
        }

        return true;
    }

    private static bool IsSymbol(Rune rune) => IsSkinTone(rune) || rune.Value is 0x203C or 0x2049 or 0x3030
        || (rune.Value is > 0xFF and not (0x2800 or 0xFFFC or 0xFFFD)
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol && rune.Value > 0x2000)
        || rune.Value is 0xA9 or 0xAE;

    private static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    private static bool IsRegion(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF;
}
