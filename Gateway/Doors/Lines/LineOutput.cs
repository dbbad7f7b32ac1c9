using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>
/// Writes whole lines to a peer, whoever says them: the dialogue and the outbox take turns. A write completes when the
/// transport has taken it; a peer that takes nothing for too long is cut off (G8).
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle isn't used holds nothing to dispose.")]
internal sealed class LineOutput(PipeWriter pipe, Action cut, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _ended;

    /// <summary>Writes text as it is, which may be part of a line.</summary>
    public async Task Write(string text)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_ended) await Flush(text, Patience);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes a last text; the peer then sees the end of the stream. Does nothing the second time.</summary>
    public async Task End(string? farewell)
    {
        // A peer that doesn't read keeps nobody waiting, and can't be told.
        if (!await _turn.WaitAsync(FarewellPatience))
        {
            cut();
            return;
        }

        try
        {
            if (_ended) return;
            _ended = true;
            if (farewell is not null) await Flush(farewell, FarewellPatience);
            await pipe.CompleteAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task Flush(string text, TimeSpan patience)
    {
        var flush = pipe.WriteAsync(Encoding.UTF8.GetBytes(text));
        if (flush.IsCompletedSuccessfully) return;
        try
        {
            await flush.AsTask().WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            _ended = true;
            cut();
        }
    }
}
