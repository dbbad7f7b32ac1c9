using System.Text;
using System.Threading.Channels;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.CommandLines;

/// <summary>Keeps what a program writes.</summary>
internal sealed class LineRecord : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The whole lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_text) return _text.ToString().Split('\n')[..^1];
        }
    }

    public override void Write(char value)
    {
        lock (_text) _text.Append(value);
    }
}

/// <summary>Lines that a test gives a program one by one.</summary>
internal sealed class LineInput : TextReader
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public void Type(string line) => _lines.Writer.TryWrite(line);

    public void End() => _lines.Writer.Complete();

    public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await _lines.Reader.WaitToReadAsync(cancellationToken) && _lines.Reader.TryRead(out var line) ? line : null;
}

/// <summary>A terminal at which nobody types: as the console's reader does, it blocks the thread that asks.</summary>
internal sealed class SilentTerminal : TextReader
{
    private readonly ManualResetEventSlim _gone = new();

    public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        _gone.Wait(Eventually.Patience, CancellationToken.None);
        return default;
    }

    protected override void Dispose(bool disposing)
    {
        _gone.Set();
        base.Dispose(disposing);
    }
}
