using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OrleansChat.Fuzz.Machine;
using OrleansChat.Gateway.Doors;
using OrleansChat.Gateway.Doors.Lines;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Fuzz.Targets;

/// <summary>A position: what is read, written and read again is the same.</summary>
internal sealed class PositionTarget : Target
{
    public override string Name => "position";

    public override IReadOnlyList<string> Words { get; } = [":", "+", "-", " ", ".", "٣", "e3", "0x"];

    public override void Take(byte[] input)
    {
        if (!TryGet(() => ResumePosition.Parse(Text(input)), out var position, ErrorCode.BadPosition)) return;
        Hold(position is { Seq: >= 0, Epoch: null or >= 0 }, "A position is negative.");
        Hold(ResumePosition.Parse(string.Create(CultureInfo.InvariantCulture, $"{position.Epoch}{(position.Epoch is null ? "" : ":")}{position.Seq}")) == position, "It is read otherwise.");
    }
}

/// <summary>Words for one person: what is taken apart, put together again, is the same.</summary>
internal sealed class PrivateTextTarget : Target
{
    public override string Name => "private-text";

    public override IReadOnlyList<string> Words { get; } = ["@", "\"", " ", "@\"", "\" ", "\t"];

    public override void Take(byte[] input)
    {
        var text = Text(input);
        if (!PrivateText.TryParse(text, out var name, out var words)) return;
        Hold(name.Length > 0 && words.Length > 0 && text.EndsWith(words, StringComparison.Ordinal), "Somebody or something is missing.");
        var quoted = text.StartsWith("@\"", StringComparison.Ordinal);
        Hold(PrivateText.TryParse(quoted ? $"@\"{name}\" {words}" : $"@{name} {words}", out var again, out var same) && (again, same) == (name, words), "It is read otherwise.");
    }
}

/// <summary>A token: it is one, of 48 bytes and no others, or none.</summary>
internal sealed class TokenTarget : Target
{
    public override string Name => "token";

    public override IReadOnlyList<string> Words { get; } = ["A", "_", "-", "=", "==", "+", "/", " ", "\n", "~"];

    public override void Take(byte[] input)
    {
        var text = Text(input);
        if (!Tokens.TryParse(text, out var user, out var hash)) return;
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
        Hold(bytes.Length == 48 && System.Buffers.Text.Base64Url.EncodeToString(bytes) == text, "Two texts are the same token.");
        Hold(new Guid(bytes.AsSpan(..16), bigEndian: true) == user && SHA256.HashData(bytes.AsSpan(16)).AsSpan().SequenceEqual(hash), "It is somebody else's.");
    }
}

/// <summary>The rules for texts and names: they refuse by their own numbers and nothing else, and a name's key is its own key.</summary>
internal sealed class TextRulesTarget : Target
{
    public override string Name => "text";

    public override IReadOnlyList<string> Words { get; } =
    [
        "rn", "vv", "I", "l", "i̇", "İ", "é", "e\u0301", "か\u3099", "は\u309A", "\u3099", "－", "・", "\u00A0", "\u200D", "\uFE0F", "\u20E3", "👩‍👩‍👧", "🏴\U000E0067\U000E007F", "👍🏽",
        "ß", "ﬁ", "㍿", "𝒜", "ⅷ", "Ω", "а", "Ա", "\u0378", "\u2028", "@", "/", "#", "\"", "\uFFFD",
    ];

    // A name's key is looked for in rounds, and each text is looked at in two ways.
    public override int BytesPerByte => 2_000;

    public override int Longest => 2 * 1024;

    public override void Take(byte[] input)
    {
        Rules(Text(input));
        // As texts come out of JSON's escapes: any sixteen bits after the others.
        Rules(new string(MemoryMarshal.Cast<byte, char>(input.AsSpan(..(input.Length & ~1)))));
    }

    private static void Rules(string text)
    {
        Check(() => TextRules.CheckText(text), ErrorCode.EmptyText, ErrorCode.TextTooLong, ErrorCode.BadText);
        Check(() => TextRules.CheckRoomName(text), ErrorCode.BadRoomName);
        Check(() => TextRules.CheckTopic(text), ErrorCode.BadTopic);
        Check(() => TextRules.CheckEmoji(text), ErrorCode.BadEmoji);
        var isName = Check(() => TextRules.CheckName(text), ErrorCode.BadName);
        Hold(!isName || Check(() => TextRules.CheckBorneName(text), ErrorCode.BadName), "A name that may be asked for may not be borne.");
        var key = TextRules.NameKey(text);
        Hold(TextRules.NameKey(key) == key, "The key of a key is another one.");
        Hold(!isName || key.Length > 0, "A name has no key.");
        Hold(!TerminalText.Of(text).Any(c => char.IsControl(c) && c is not ('\t' or '\n')), "A terminal is sent a control character.");
    }

    private static bool Check(Action rule, params ErrorCode[] codes) => TryGet<object?>(
        () =>
        {
            rule();
            return null;
        },
        out _,
        codes);
}
