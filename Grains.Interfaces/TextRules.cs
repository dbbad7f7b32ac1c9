using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace OrleansChat;

/// <summary>
/// What text may look like. The gateway asks before it bothers a room; the room asks again, because nothing trusts
/// its caller. Text that passes is kept byte for byte: no trimming, no normalization.
/// </summary>
public static partial class TextRules
{
    /// <summary>Checks a message: not blank, at most <see cref="Limits.TextBytes"/>, valid Unicode, and no control
    /// character but tab and line feed.</summary>
    /// <exception cref="ChatException">EmptyText, TextTooLong or BadText.</exception>
    public static void CheckText(string? text)
    {
        if (IsBlank(text)) throw new ChatException(ErrorCode.EmptyText);
        // A UTF-16 unit is at least one byte: the cheap test first, so that a huge text isn't even counted.
        if (text.Length > Limits.TextBytes || Encoding.UTF8.GetByteCount(text) > Limits.TextBytes)
            throw new ChatException(ErrorCode.TextTooLong);
        if (Scan(text, static rune => Rune.IsControl(rune) && rune.Value is not ('\n' or '\t')) < 0)
            throw new ChatException(ErrorCode.BadText);
    }

    /// <summary>Checks a room's name: 1–<see cref="Limits.RoomNameLength"/> letters, marks, digits, '-', '_' or '.',
    /// beginning with a letter or digit. Names are compared by code point; <c>Lobby</c> and <c>lobby</c> are two rooms.</summary>
    /// <exception cref="ChatException">BadRoomName.</exception>
    public static void CheckRoomName(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 2 * Limits.RoomNameLength || !char.IsLetterOrDigit(name, 0)
            || Scan(name, static rune => !IsRoomCharacter(rune)) is < 1 or > Limits.RoomNameLength)
            throw new ChatException(ErrorCode.BadRoomName);
    }

    /// <summary>Checks a room's topic: one line of at most <see cref="Limits.TopicLength"/> scalar values, not blank, without
    /// control characters. None at all, null or empty, is fine: the topic is taken away.</summary>
    /// <exception cref="ChatException">BadTopic.</exception>
    public static void CheckTopic(string? topic)
    {
        if (string.IsNullOrEmpty(topic)) return;
        if (IsBlank(topic) || topic.Length > 2 * Limits.TopicLength
            || Scan(topic, static rune => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is
                UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) is < 1 or > Limits.TopicLength)
            throw new ChatException(ErrorCode.BadTopic);
    }

    /// <summary>Counts the scalar values of <paramref name="text"/>, or returns -1 at the first lone surrogate or
    /// forbidden one.</summary>
    private static int Scan(string text, Predicate<Rune> forbidden)
    {
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || forbidden(rune)) return -1;
            i += rune.Utf16SequenceLength;
        }

        return count;
    }

    private static bool IsRoomCharacter(Rune rune) => !IsInvisible(rune) && rune.Value != ColourfulForm && (
        rune.Value is '-' or '_' or '.' || Rune.IsLetterOrDigit(rune) || IsMark(Rune.GetUnicodeCategory(rune)));

    private static bool IsNameCharacter(Rune rune) => rune.Value is ' ' || (!IsInvisible(rune) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator));

    /// <summary>Letters, marks and symbols by category that show nothing: fillers, the blank Braille cell, joiners and
    /// variation selectors (Unicode, Default_Ignorable_Code_Point), but for the one that emoji need.</summary>
    private static bool IsInvisible(Rune rune) => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800
        or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0E) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>Whether nobody would see anything: spaces, and characters that only format.</summary>
    private static bool IsBlank([NotNullWhen(false)] string? text) => string.IsNullOrWhiteSpace(text)
        || text.EnumerateRunes().All(static rune => Rune.IsWhiteSpace(rune) || IsInvisible(rune) || rune.Value == ColourfulForm
            || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format);

    private static bool IsMark(UnicodeCategory category) => category is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
