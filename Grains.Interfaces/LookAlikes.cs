using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace OrleansChat;

/// <summary>
/// What looks like what, in names. Written by hand, because the runtime carries no normalization without ICU; accents and
/// styles follow the decompositions of Unicode's data file, the rest is what eyes take for the same. It is for telling
/// impostors, not for writing: an accent or the dots of an umlaut don't make another name.
/// </summary>
internal static class LookAlikes
{
    // Each string: a letter, and behind it what is taken for it. Lower case.
    private static readonly string[] Accents =
    [
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ", "bḃḅḇ", "cçćĉċčḉ", "dďḋḍḏḑḓ", "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ", "fḟ", "gĝğġģǧǵḡ",
        "hĥȟḣḥḧḩḫẖ", "iìíîïĩīĭįİǐȉȋḭḯỉị", "jĵǰ", "kķǩḱḳḵ", "lĺļľḷḹḻḽ", "mḿṁṃ", "nñńņňǹṅṇṉṋ",
        "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ", "pṕṗ", "rŕŗřȑȓṙṛṝṟ", "sśŝşšșṡṣṥṧṩẛ", "tţťțṫṭṯṱẗ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự", "vṽṿ", "wŵẁẃẅẇẉẘ", "xẋẍ", "yýÿŷȳẏẙỳỵỷỹ", "zźżžẑẓẕ", "æǣǽᴭ", "øǿ",
    ];

    // Small, raised and doubly struck letters, and small capitals.
    private static readonly string[] Styles =
    [
        "aᴀªᴬᵃₐ\u212B", "bʙᴮᵇℬ", "cᴄᶜℂℭⅽꟲ", "dᴅᴰᵈⅅⅆⅾ", "eᴇᴱᵉₑℯℰⅇ", "fꜰᶠℱꟳ", "gɢᴳᵍℊ", "hʜʰᴴₕℋℌℍℎ", "iɪᴵᵢⁱℐℑℹⅈⅰ",
        "jᴊʲᴶⅉⱼ", "kᴋᴷᵏₖ\u212A", "lʟˡᴸₗℒℓⅼ", "mᴍᴹᵐₘℳⅿ", "nɴᴺⁿₙℕ", "oᴏºᴼᵒₒℴ", "pᴘᴾᵖₚℙ", "qℚꟴ", "rʀʳᴿᵣℛℜℝ", "sꜱſˢₛ",
        "tᴛᵀᵗₜ", "uᴜᵁᵘᵤ", "vᴠᵛᵥⅴⱽ", "wᴡʷᵂ", "xˣₓⅹ", "yʏʸ", "zᴢᶻℤℨ",
    ];

    // By their capitals, where the small letter looks like another one: nu is an n, not a v.
    private static readonly string[] Greek =
    [
        "a\u03B1\u03AC\u1F00\u1F01\u1F02\u1F03\u1F04\u1F05\u1F06\u1F07\u1F70\u1F71\u1F80\u1F81\u1F82\u1F83\u1F84\u1F85\u1F86\u1F87\u1FB0\u1FB1\u1FB2\u1FB3\u1FB4\u1FB6\u1FB7",
        "b\u03B2\u03D0\u1D5D\u1D66", "\u03B3\u1D5E\u1D67\u213D\u213E", "\u03B4\u1D5F",
        "e\u03B5\u03AD\u03F5\u1F10\u1F11\u1F12\u1F13\u1F14\u1F15\u1F72\u1F73", "z\u03B6",
        "h\u03B7\u03AE\u1F20\u1F21\u1F22\u1F23\u1F24\u1F25\u1F26\u1F27\u1F74\u1F75\u1F90\u1F91\u1F92\u1F93\u1F94\u1F95\u1F96\u1F97\u1FC2\u1FC3\u1FC4\u1FC6\u1FC7",
        "\u03B8\u03D1\u1DBF",
        "i\u03B9\u0390\u03AF\u03CA\u1F30\u1F31\u1F32\u1F33\u1F34\u1F35\u1F36\u1F37\u1F76\u1F77\u1FBE\u1FD0\u1FD1\u1FD2\u1FD3\u1FD6\u1FD7",
        "k\u03BA\u03F0", "m\u03BC\u00B5", "n\u03BD", "o\u03BF\u03CC\u1F40\u1F41\u1F42\u1F43\u1F44\u1F45\u1F78\u1F79",
        "\u03C0\u03D6\u213C\u213F", "p\u03C1\u03F1\u1D68\u1FE4\u1FE5", "t\u03C4",
        "y\u03C5\u03B0\u03CB\u03CD\u03D2\u03D3\u03D4\u1F50\u1F51\u1F52\u1F53\u1F54\u1F55\u1F56\u1F57\u1F7A\u1F7B\u1FE0\u1FE1\u1FE2\u1FE3\u1FE6\u1FE7",
        "\u03C6\u03D5\u1D60\u1D69", "x\u03C7\u1D61\u1D6A",
        "w\u03C9\u03CE\u1F60\u1F61\u1F62\u1F63\u1F64\u1F65\u1F66\u1F67\u1F7C\u1F7D\u1FA0\u1FA1\u1FA2\u1FA3\u1FA4\u1FA5\u1FA6\u1FA7\u1FF2\u1FF3\u1FF4\u1FF6\u1FF7",
    ];

    private static readonly string[] Cyrillic =
    [
        "a\u0430\u04D1\u04D3", "b\u0432\u044C\uA69D", "c\u0441", "d\u0501", "e\u0435\u0450\u0451\u04D7",
        "h\u04BB\u043D\u1D78", "i\u0456\u0457", "j\u0458", "k\u043A\u045C", "l\u04CF", "m\u043C", "n\u043F",
        "o\u043E\u04E7", "q\u051B", "p\u0440", "r\u0433\u0453", "s\u0455", "t\u0442", "v\u0475\u0477", "w\u0461\u051D",
        "x\u0445", "y\u0443\u045E\u04EF\u04F1\u04F3", "3\u0437\u04DF", "6\u0431", "\u0436\u04C2\u04DD",
        "\u0438\u0439\u045D\u04E3\u04E5", "\u0447\u04F5", "\u044A\uA69C", "\u044B\u04F9", "\u044D\u04ED",
        "\u04D9\u04DB", "\u04E9\u04EB",
    ];

    private static readonly string[] ArmenianAndCherokee =
    [
        "a\u13AA", "b\u13F4", "c\u13DF", "d\u13A0", "e\u13AC", "f\u0586", "g\u0581\u13C0", "h\u0570\u13BB",
        "j\u0575\u13AB", "k\u13E6", "l\u056C\u13DE", "m\u13B7", "n\u0578", "o\u0585", "p\u13E2", "q\u0566", "r\u13A1",
        "s\u13DA", "t\u13A2", "u\u057D", "v\u13D9", "w\u13B3", "y\u13A9", "z\u13C3",
    ];

    // With a bar, a stroke or a hook.
    private static readonly string[] Barred =
    [
        "a\u2C65", "b\u0180\u0253\u0183", "c\u0188\u023C", "d\u0111\u0256\u0257\u018C", "e\u0247", "f\u0192", "g\u01E5\u0260", "h\u0127\u0266\u2C68",
        "i\u0268", "j\u0249", "k\u0199\u2C6A", "l\u0142\u019A\u026B\u026D", "m\u0271", "n\u0272\u0273\u019E", "o\u00F8\u0275", "p\u01A5\u1D7D",
        "q\u02A0\u024B", "r\u024D\u027D\u027C", "s\u0282\u023F", "t\u0167\u01AD\u0288\u2C66", "u\u0289", "v\u028B", "y\u01B4\u024F", "z\u01B6\u0225\u0290",
    ];

    private static readonly string[] CopticLisuAndDeseret =
    [
        "a\u2C81\uA4EE", "b\u2C83\uA4D0", "c\u2CA5\uA4DA", "d\uA4D3", "e\u2C89\uA4F0", "f\uA4DD", "g\uA4D6", "h\u2C8F\uA4E7", "i\u2C93\uA4F2", "j\uA4D9",
        "k\u2C95\uA4D7", "l\uA4E1", "m\u2C99\uA4DF", "n\u2C9B\uA4E0", "o\u2C9F\uA4F3\U0001042C", "p\u2CA3\uA4D1", "r\uA4E3", "s\uA4E2", "t\u2CA7\uA4D4",
        "u\uA4F4", "v\uA4E6", "w\uA4EA", "x\u2CAD\uA4EB", "y\u2CA9\uA4EC", "z\uA4DC",
    ];

    // 1, l, a bar and the capital I are one stroke; without case, so is i. Dotless letters, script letters, a click.
    private static readonly string[] Strokes = ["l1i|\u0131\u01C0\u2223", "o0\u0D20\u3147", "a\u0251", "g\u0261", "i\u0269", "j\u0237"];

    private static readonly FrozenDictionary<string, string> Several = new[]
    {
        "ßss", "ĳij", "ǆdz", "ǉlj", "ǌnj", "ǳdz", "ﬀff", "ﬁfi", "ﬂfl", "ﬃffi", "ﬄffl", "ﬅst", "ﬆst",
        "ⅱii", "ⅲiii", "ⅳiv", "ⅵvi", "ⅶvii", "ⅷviii", "ⅸix", "ⅺxi", "ⅻxii",
    }.ToFrozenDictionary(row => row[..1], row => row[1..], StringComparer.Ordinal);

    private static readonly FrozenDictionary<int, int> Letters =
        new[] { Accents, Styles, Greek, Cyrillic, ArmenianAndCherokee, CopticLisuAndDeseret, Strokes, Barred }.SelectMany(table => table)
            .SelectMany(row => row.EnumerateRunes().Skip(1).Select(letter => (From: Lower(letter).Value, To: (int)row[0])))
            .DistinctBy(pair => pair.From).ToFrozenDictionary(pair => pair.From, pair => pair.To);

    /// <summary>A character without width, style or frame, where it is one of a row of letters or digits.</summary>
    public static Rune Plain(Rune rune) => rune.Value switch
    {
        // Full width.
        >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFF01 + '!'),
        // Mathematical alphabets: 13 of Latin, each in both cases; then Greek ones of 58 signs.
        >= 0x1D400 and <= 0x1D6A3 => Latin(rune.Value - 0x1D400),
        >= 0x1D6A8 and <= 0x1D7C9 => new Rune(0x03B1 + Math.Min((rune.Value - 0x1D6A8) % 58 % 26, 24)),
        // In brackets and circles; framed, filled, and as halves of flags.
        >= 0x249C and <= 0x24B5 => Latin(rune.Value - 0x249C),
        >= 0x24B6 and <= 0x24E9 => Latin(rune.Value - 0x24B6),
        >= 0x1F110 and <= 0x1F129 => Latin(rune.Value - 0x1F110),
        >= 0x1F130 and <= 0x1F149 => Latin(rune.Value - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => Latin(rune.Value - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => Latin(rune.Value - 0x1F170),
        >= 0x1F1E6 and <= 0x1F1FF => Latin(rune.Value - 0x1F1E6),
        // Digits of all scripts, small and raised ones too.
        > 0x7F when CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) is >= 0 and var digit => new Rune('0' + digit),
        _ => rune,
    };

    /// <summary>Appends what a plain character is taken for.</summary>
    public static void Append(StringBuilder key, Rune plain)
    {
        var lower = Lower(plain);
        if (lower.Value is >= 0xAC00 and <= 0xD7A3) AppendHangul(key, lower.Value - 0xAC00);
        else if (Several.TryGetValue(lower.ToString(), out var letters)) key.Append(letters);
        else key.Append(Letters.TryGetValue(lower.Value, out var letter) ? new Rune(letter) : lower);
    }

    // By the capital: the two small sigmas have one.
    private static Rune Lower(Rune rune) => Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));

    private static Rune Latin(int place) => new('a' + (place % 26));

    /// <summary>A syllable may also be written letter by letter (Unicode, 3.12: 21 vowels, 27 finals or none).</summary>
    private static void AppendHangul(StringBuilder key, int syllable)
    {
        const int Vowels = 21;
        const int Finals = 28;
        key.Append((char)(0x1100 + (syllable / Finals / Vowels))).Append((char)(0x1161 + (syllable / Finals % Vowels)));
        if (syllable % Finals > 0) key.Append((char)(0x11A7 + (syllable % Finals)));
    }
}
