using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace OrleansChat.Bench.Load;

/// <summary>
/// What the benchmark says: a number that no other message of the run has, and the time from which its latency counts,
/// as a reading of <see cref="Stopwatch.GetTimestamp"/>. So every receiver measures and checks by the text alone.
/// </summary>
internal static class Message
{
    /// <summary>Bytes of every text, all of them ASCII.</summary>
    public const int Length = 100;

    private const int SinceAt = 12;
    private const string Filler = "All work and no play makes a long evening, said the one who wrote benchmarks.";

    /// <summary>Writes the text: <c>mNNNNNNNNNN TTTTTTTTTTTTTTTTTTT filler</c>.</summary>
    public static void Write(Span<byte> text, long number, long since)
    {
        text[0] = (byte)'m';
        Utf8Formatter.TryFormat(number, text[1..], out _, new('D', 10));
        text[SinceAt - 1] = (byte)' ';
        Utf8Formatter.TryFormat(since, text[SinceAt..], out _, new('D', 19));
        text[SinceAt + 19] = (byte)' ';
        Encoding.ASCII.GetBytes(Filler.AsSpan(0, Length - SinceAt - 20), text[(SinceAt + 20)..]);
    }

    /// <summary>Where the next text of ours begins; -1 when there is none. For readers who don't parse what is around it.</summary>
    public static int Find(ReadOnlySpan<byte> received)
    {
        var at = received.IndexOf("All work and no play"u8);
        return at < 0 ? -1 : Math.Max(0, at - SinceAt - 20);
    }

    /// <summary>Reads a text back.</summary>
    /// <exception cref="BenchException">It isn't one of ours.</exception>
    public static (long Number, long Since) Read(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Length && text[0] == 'm'
            && Utf8Parser.TryParse(text[1..(SinceAt - 1)], out long number, out _)
            && Utf8Parser.TryParse(text[SinceAt..(SinceAt + 19)], out long since, out _)) return (number, since);
        throw new BenchException($"A message came back with another text: {Encoding.UTF8.GetString(text[..Math.Min(text.Length, 200)])}");
    }

    /// <summary>One term of a sum that tells whether everybody has each message under the same seq.</summary>
    public static ulong Fingerprint(long seq, long number)
    {
        // The finalizer of MurmurHash3: sums of such terms agree by accident once in 2^64.
        var x = ((ulong)seq * 0x9E3779B97F4A7C15) ^ (ulong)number;
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return x ^ (x >> 33);
    }
}
