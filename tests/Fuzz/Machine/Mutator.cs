using System.Globalization;
using System.Text;

namespace OrleansChat.Fuzz.Machine;

/// <summary>
/// Makes an input of a corpus by a few changes: flipped bits, odd bytes, words of the protocol, odd numbers, pieces cut,
/// doubled, nested, or taken from another input. The same seed makes the same input.
/// </summary>
/// <param name="corpus">What it is made of.</param>
/// <param name="words">Words of the protocol.</param>
/// <param name="longest">Bytes of the result at the most.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<string> words, int longest)
{
    private const int MostChanges = 8;

    private static readonly byte[] OddBytes = [0, 1, 9, 10, 13, 0x1e, 0x20, 0x22, 0x5c, 0x7f, 0x80, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];

    private static readonly string[] OddNumbers =
    [
        "0", "-0", "-1", "1", "1.5", "1e400", "1E-400", "00", "2147483647", "2147483648", "4294967296", "9007199254740991", "9007199254740992",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999999999999999",
    ];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The input of a seed.</summary>
    public byte[] Make(int seed) => Make(new Random(seed));

    /// <summary>The next input.</summary>
    public byte[] Make(Random dice)
    {
        var bytes = new List<byte>(Any(dice, corpus));
        for (var changes = 1 + dice.Next(MostChanges); changes > 0; changes--) Change(dice, bytes);
        if (bytes.Count > longest) bytes.RemoveRange(longest, bytes.Count - longest);
        return [.. bytes];
    }

    private static T Any<T>(Random dice, IReadOnlyList<T> list) => list[dice.Next(list.Count)];

    private void Change(Random dice, List<byte> bytes)
    {
        var at = dice.Next(bytes.Count + 1);
        var length = dice.Next(Math.Min(bytes.Count - at, 1 << dice.Next(10)) + 1);
        switch (dice.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << dice.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Any(dice, OddBytes);
                break;
            case 2:
                bytes.Insert(at, Any(dice, OddBytes));
                break;
            case 3 when _words.Length > 0:
                bytes.InsertRange(at, Any(dice, _words));
                break;
            case 4 when _words.Length > 0:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Any(dice, _words));
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7:
                Repeat(dice, bytes, at, length);
                break;
            case 8:
                Splice(dice, bytes, at, length);
                break;
            case 9:
                Number(dice, bytes, at);
                break;
            default:
                var some = new byte[dice.Next(16)];
                dice.NextBytes(some);
                bytes.InsertRange(at, some);
                break;
        }
    }

    private void Repeat(Random dice, List<byte> bytes, int at, int length)
    {
        var piece = bytes.GetRange(at, length);
        for (var times = 1 << dice.Next(14); times > 0 && length > 0 && bytes.Count < longest; times--) bytes.InsertRange(at, piece);
    }

    private void Splice(Random dice, List<byte> bytes, int at, int length)
    {
        var other = Any(dice, corpus);
        var from = dice.Next(other.Length + 1);
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, other[from..(from + dice.Next(other.Length - from + 1))]);
    }

    private static void Number(Random dice, List<byte> bytes, int at)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end])) end++;
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(dice.Next(4) == 0 ? dice.Next(300).ToString(CultureInfo.InvariantCulture) : Any(dice, OddNumbers)));
    }
}
