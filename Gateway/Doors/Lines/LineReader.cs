using System.Text;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>
/// Makes lines of bytes, however packets cut them. A line ends with <c>\n</c>, <c>\r\n</c>, or the lone <c>\r</c> or
/// <c>\r\0</c> of terminals. Telnet's commands are taken out (<see cref="TelnetFilter"/>), bytes that aren't UTF-8 become
/// U+FFFD, and so do control characters but tab. A line's bytes are decoded together, so a character may arrive in pieces.
/// </summary>
/// <param name="maxBytes">Bytes of one line at the most, its end not counted; no more memory is used.</param>
internal sealed class LineReader(int maxBytes)
{
    // Whoever goes on with an endless line hears of it again, and is at last closed for being refused too often.
    private const int RepeatAfter = Limits.FrameBytes;

    private readonly TelnetFilter _telnet = new();
    private byte[] _line = new byte[256];
    private int _length;
    private int _skipped;
    private bool _tooLong;
    private bool _afterReturn;

    /// <summary>Whether the peer ends its lines with a carriage return, as terminals do, which want the same.</summary>
    public bool EndsWithReturn { get; private set; }

    /// <summary>Takes bytes from <paramref name="input"/> until a line is complete, or too long: then
    /// <paramref name="line"/> is null, and what follows up to the line's end is skipped. False when the input is used up
    /// and there is no line yet.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> input, out string? line)
    {
        line = null;
        for (var i = 0; i < input.Length; i++)
        {
            if (!_telnet.IsText(input[i]) || !Take(input[i], ref line)) continue;
            input = input[(i + 1)..];
            return true;
        }

        input = [];
        return false;
    }

    private bool Take(byte next, ref string? line)
    {
        var belongsToReturn = _afterReturn && next is (byte)'\n' or 0;
        _afterReturn = next is (byte)'\r';
        if (belongsToReturn || next is 0) return false;
        if (next is not ((byte)'\n' or (byte)'\r')) return Add(next);
        EndsWithReturn = _afterReturn;
        return End(ref line);
    }

    private bool Add(byte next)
    {
        if (!_tooLong && _length < maxBytes)
        {
            if (_length == _line.Length) Array.Resize(ref _line, Math.Min(2 * _length, maxBytes));
            _line[_length++] = next;
            return false;
        }

        var first = !_tooLong;
        _tooLong = true;
        if (!first && ++_skipped < RepeatAfter) return false;
        _skipped = 0;
        return true;
    }

    private bool End(ref string? line)
    {
        var complete = !_tooLong;
        if (complete) line = Text(_line.AsSpan(0, _length));
        (_length, _skipped, _tooLong) = (0, 0, false);
        return complete;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => TerminalText.WithoutControls(Encoding.UTF8.GetString(bytes));
}
