using System.Buffers;
using System.IO.Pipelines;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>Reads a peer's lines, one at a time, and watches how long nothing is said. What isn't asked for stays with
/// the peer, when the transport's buffer is full.</summary>
internal sealed class LineInput : IDisposable
{
    private readonly PipeReader _pipe;
    private readonly LineReader _lines;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _patience;
    private long _lastSign;
    private volatile LineEnd _end;

    public LineInput(PipeReader pipe, int lineBytes, TimeProvider time)
    {
        (_pipe, _lines, _time) = (pipe, new LineReader(lineBytes), time);
        _lastSign = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>See <see cref="LineReader.EndsWithReturn"/>.</summary>
    public bool EndsWithReturn => _lines.EndsWithReturn;

    /// <summary>From now on, how long nothing may be said.</summary>
    public void WaitFor(TimeSpan patience)
    {
        _patience = patience;
        Touch();
        _timer.Change(patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something was said.</summary>
    public void Touch() => Volatile.Write(ref _lastSign, _time.GetTimestamp());

    /// <summary>Ends the reading, from any thread; whoever waits for a line is told why.</summary>
    public void Stop(LineEnd end)
    {
        if (_end == LineEnd.None) _end = end;
        _pipe.CancelPendingRead();
    }

    /// <summary>Waits for the next line.</summary>
    public async Task<Received> Next()
    {
        while (_end == LineEnd.None)
        {
            ReadResult read;
            try
            {
                read = await _pipe.ReadAsync();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                // Reset by the peer, or aborted by us.
                return new Received(null, _end == LineEnd.None ? LineEnd.Disconnect : _end);
            }

            var isLine = TryTake(read.Buffer, out var consumed, out var line);
            _pipe.AdvanceTo(consumed);
            if (_end != LineEnd.None) break;
            if (isLine)
            {
                Touch();
                return new Received(line, LineEnd.None);
            }

            // A line without its end isn't said: nobody knows whether it was all of it.
            if (read.IsCompleted) return new Received(null, LineEnd.Disconnect);
        }

        return new Received(null, _end);
    }

    public void Dispose() => _timer.Dispose();

    private bool TryTake(in ReadOnlySequence<byte> buffer, out SequencePosition consumed, out string? line)
    {
        var taken = 0L;
        foreach (var segment in buffer)
        {
            var rest = segment.Span;
            var isLine = _lines.TryRead(ref rest, out line);
            taken += segment.Length - rest.Length;
            if (!isLine) continue;
            consumed = buffer.GetPosition(taken);
            return true;
        }

        (consumed, line) = (buffer.End, null);
        return false;
    }

    private void Look()
    {
        var left = _patience - _time.GetElapsedTime(Volatile.Read(ref _lastSign));
        if (left <= TimeSpan.Zero) Stop(LineEnd.Timeout);
        else _timer.Change(left, Timeout.InfiniteTimeSpan);
    }
}
