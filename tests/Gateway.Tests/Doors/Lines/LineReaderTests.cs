using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrleansChat.Gateway.Doors.Lines;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>Bytes to lines.</summary>
public sealed class LineReaderTests
{
    private const int Limit = 64;
    private const string TooLong = "<too long>";

    // Bytes that mean something, each as likely as all others together.
    private static readonly Gen<byte> Interesting = Gen.OneOf(
        Gen.Elements<byte>((byte)'\n', (byte)'\r', 0, 255, 240, 250, 251, 254, 0xE2, 0x82, 0xAC, 0xF0, 0x1B, 0x7F),
        Gen.Choose(0, 255).Select(b => (byte)b),
        Gen.Elements("abc d/@"u8.ToArray()));

    [Theory]
    [InlineData("a\nb\n", "a", "b")]
    [InlineData("a\r\nb\r\n", "a", "b")]
    [InlineData("a\r\0b\r\0", "a", "b")]
    [InlineData("a\rb\r", "a", "b")]
    [InlineData("\n\r\n\r", "", "", "")]
    [InlineData("a\nb", "a")]
    [InlineData("tab\there\n", "tab\there")]
    [InlineData("grüße 👋🏽 €\n", "grüße 👋🏽 €")]
    public void Lines_end_as_programs_and_terminals_end_them(string bytes, params string[] lines) =>
        Assert.Equal(lines, Read([Encoding.UTF8.GetBytes(bytes)]));

    [Fact]
    public void However_packets_cut_the_bytes_the_lines_are_the_same() => Prop.ForAll(
        Interesting.ArrayOf().ToArbitrary(),
        Gen.Choose(1, 9).ListOf().ToArbitrary(),
        (bytes, cuts) => Read([bytes]).SequenceEqual(Read(Cut(bytes, cuts)))).Check(Thorough);

    [Fact]
    public void Text_with_telnet_commands_anywhere_in_it_is_the_text() => Prop.ForAll(
        Gen.Elements("a", "é", "€", "👋", " ", "\n").ListOf().ToArbitrary(),
        Gen.Elements<byte[]>([255, 241], [255, 251, 31], [255, 253, 3], [255, 250, 31, 0, 80, 10, 24, 255, 240], [255, 250, 24, 255, 255, 255, 240]).ToArbitrary(),
        Gen.Choose(0, 200).ToArbitrary(),
        (pieces, command, place) =>
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(pieces) + "\n");
            place %= text.Length + 1;
            return Read([text]).SequenceEqual(Read([[.. text[..place], .. command, .. text[place..]]]));
        }).Check(Thorough);

    [Fact]
    public void No_line_ever_holds_a_control_character_but_tab_nor_half_a_character() => Prop.ForAll(
        Interesting.ArrayOf().ToArbitrary(),
        bytes => Read([bytes]).All(line =>
            !line.Any(c => char.IsControl(c) && c != '\t') && line == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)))).Check(Thorough);

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced_and_harm_nothing_beside_them() =>
        Assert.Equal(["a\uFFFDb", "\uFFFD", "ok"], Read([[(byte)'a', 0xC3, .. "b\n"u8, 0xF0, 0x9F, 0x91, .. "\nok\n"u8]]));

    [Fact]
    public void A_doubled_command_byte_is_that_byte_and_so_no_UTF8() => Assert.Equal(["\uFFFD"], Read([[255, 255, (byte)'\n']]));

    [Fact]
    public void A_program_that_sends_a_byte_like_telnets_keeps_the_end_of_its_line() =>
        Assert.Equal(["a", "b", "c"], Read([[(byte)'a', 255, 254, (byte)'\n', (byte)'b', 255, (byte)'\n', .. "c\n"u8]]).Select(line => line.TrimEnd('\uFFFD')));

    [Fact]
    public void A_subnegotiation_that_never_ends_makes_nobody_mute() =>
        Assert.Equal("hello", Read([[255, 250, .. new byte[2000], (byte)'\n', .. "hello\n"u8]])[^1]);

    [Fact]
    public void A_line_at_the_limit_is_a_line() =>
        Assert.Equal([new string('x', Limit), "y"], Read([Encoding.UTF8.GetBytes(new string('x', Limit) + "\r\ny\n")]));

    [Fact]
    public void G8_a_line_over_the_limit_is_skipped_up_to_its_end_and_said_to_be_too_long() =>
        Assert.Equal([TooLong, "y"], Read([Encoding.UTF8.GetBytes(new string('x', Limit + 1) + "\ny\n")]));

    [Fact]
    public void An_endless_line_is_said_to_be_too_long_again_and_again() =>
        Assert.Equal([TooLong, TooLong, TooLong], Read([new byte[Limit + 1 + (2 * Limits.FrameBytes)].Select(_ => (byte)'x').ToArray()]));

    private static Config Thorough => Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(200);

    private static List<string> Read(IEnumerable<byte[]> packets)
    {
        var (reader, lines) = (new LineReader(Limit), new List<string>());
        foreach (var packet in packets)
        {
            ReadOnlySpan<byte> input = packet;
            while (reader.TryRead(ref input, out var line)) lines.Add(line ?? TooLong);
        }

        return lines;
    }

    private static List<byte[]> Cut(byte[] bytes, IEnumerable<int> lengths)
    {
        var packets = new List<byte[]>();
        foreach (var length in lengths)
        {
            if (length >= bytes.Length) break;
            packets.Add(bytes[..length]);
            bytes = bytes[length..];
        }

        return [.. packets, bytes];
    }
}
