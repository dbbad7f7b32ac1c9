using System.Threading.Channels;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// What waits for one client. Bounded in events and bytes, both counted until the client's transport has taken them
/// (G8). One writer empties it: whatever waits leaves together, and when idle a frame leaves at once.
/// </summary>
internal sealed class Outbox(SessionSettings options)
{
    private readonly Channel<EventFrame> _frames = Channel.CreateUnbounded<EventFrame>(new() { SingleReader = true });
    private int _events;
    private int _bytes;
    private TaskCompletionSource? _drained;

    /// <summary>What waits now.</summary>
    public (int Events, int Bytes) Waiting => (Volatile.Read(ref _events), Volatile.Read(ref _bytes));

    /// <summary>Adds a frame; false when that takes the outbox over a limit. A lone frame always fits.</summary>
    public bool TryAdd(EventFrame frame)
    {
        var events = Interlocked.Add(ref _events, frame.Events.Length);
        var bytes = Interlocked.Add(ref _bytes, frame.Bytes);
        var alone = events == frame.Events.Length;
        if (!alone && (events > options.OutboxEvents || bytes > options.OutboxBytes)) return false;
        return _frames.Writer.TryWrite(frame);
    }

    /// <summary>For a producer that can wait: completes when the outbox is at most half full, or completed.</summary>
    public async Task WaitForSpace()
    {
        if (!IsHalfFull) return;
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        drained = Interlocked.CompareExchange(ref _drained, drained, null) ?? drained;
        // The writer may have emptied it between the question and the exchange.
        if (!IsHalfFull) SignalDrained();
        // Awaited here, so that whoever bounds this wait goes on where this call was made, not on the signal's thread.
        await drained.Task;
    }

    /// <summary>Hands frames to <paramref name="write"/>, in order, until <see cref="Complete"/> or a failure.</summary>
    public async Task Run(Func<IReadOnlyList<EventFrame>, Task> write)
    {
        var taken = new List<EventFrame>();
        while (await _frames.Reader.WaitToReadAsync())
        {
            while (_frames.Reader.TryRead(out var frame)) taken.Add(frame);
            await write(taken);
            Interlocked.Add(ref _events, -taken.Sum(frame => frame.Events.Length));
            Interlocked.Add(ref _bytes, -taken.Sum(frame => frame.Bytes));
            taken.Clear();
            if (!IsHalfFull) SignalDrained();
        }
    }

    /// <summary>Takes no further frames, and lets everybody go who waits.</summary>
    public void Complete()
    {
        _frames.Writer.TryComplete();
        SignalDrained();
    }

    private bool IsHalfFull => Volatile.Read(ref _events) > options.OutboxEvents / 2 || Volatile.Read(ref _bytes) > options.OutboxBytes / 2;

    private void SignalDrained() => Interlocked.Exchange(ref _drained, null)?.TrySetResult();
}
