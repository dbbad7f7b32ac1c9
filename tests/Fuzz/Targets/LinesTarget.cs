using OrleansChat.Fuzz.Machine;
using OrleansChat.Gateway.Doors.Lines;

namespace OrleansChat.Fuzz.Targets;

/// <summary>Bytes to lines, with telnet's commands taken out: the same lines however packets cut the bytes, none with a control
/// character, none longer than it may be.</summary>
internal sealed class LinesTarget : Target
{
    private const int MaxBytes = 300;

    public override string Name => "lines";

    public override IReadOnlyList<string> Words { get; } = ["\n", "\r\n", "\r\0", "\r", "\0", "/join ", "/msg ann ", "//", "@ann ", "\"", "/quit", "ü€👩‍👩‍👧", "\u202E", "\u009B"];

    public override int Longest => 32 * 1024;

    // Each two bytes may be a line, which is read twice, looked at, and read again.
    public override int BytesPerByte => 512;

    public override void Take(byte[] input)
    {
        // Where the packets are cut is the input's own business, so that it is cut there again.
        var dice = new Random(input.Length == 0 ? 0 : input.Length + (256 * input[0]) + (65_536 * input[^1]));
        var (lines, endsWithReturn) = Read(input, _ => input.Length);
        var (inPieces, alsoEndsWithReturn) = Read(input, left => dice.Next(Math.Min(left, 40)) + 1);
        Hold(lines.SequenceEqual(inPieces), "Other packets make other lines.");
        Hold(endsWithReturn == alsoEndsWithReturn, "Other packets end otherwise.");
        foreach (var line in lines.OfType<string>())
        {
            Hold(line.Length <= MaxBytes, "A line is too long.");
            Hold(!line.Any(c => char.IsControl(c) && c != '\t'), "A line has a control character.");
            Hold(TerminalText.WithoutControls(line) == line, "A line is changed when it is read again.");
        }
    }

    private static (List<string?> Lines, bool EndsWithReturn) Read(byte[] input, Func<int, int> nextPacket)
    {
        var (reader, lines) = (new LineReader(MaxBytes), new List<string?>());
        for (var at = 0; at < input.Length;)
        {
            var size = nextPacket(input.Length - at);
            ReadOnlySpan<byte> packet = input.AsSpan(at, size);
            while (reader.TryRead(ref packet, out var line)) lines.Add(line);
            Hold(packet.IsEmpty, "Bytes are left that make no line.");
            at += size;
        }

        return (lines, reader.EndsWithReturn);
    }
}
