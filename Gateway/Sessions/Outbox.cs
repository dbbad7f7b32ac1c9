using System.Threading.Channels;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// What waits for one client. Bounded in events and bytes, both counted until the client's transport has taken them
/// (G8). One writer empties it: whatever waits leaves together, and when idle an item leaves at once.
/// </summary>
internal sealed class Outbox(SessionSettings options)
{
    private readonly Channel<Outgoing> _items = Channel.CreateUnbounded<Outgoing>(new() { SingleReader = true });
    private int _events;
    private int _bytes;
    private TaskCompletionSource? _drained;

    /// <summary>What waits now.</summary>
    public (int Events, int Bytes) Waiting => (Volatile.Read(ref _events), Volatile.Read(ref _bytes));

    /// <summary>Adds an item; false when that takes the outbox over a limit. A lone one always fits.</summary>
    public bool TryAdd(Outgoing item)
    {
        var events = Interlocked.Add(ref _events, item.Count);
        var bytes = Interlocked.Add(ref _bytes, item.Bytes);
        var alone = events == item.Count;
        if (!alone && (events > options.OutboxEvents || bytes > options.OutboxBytes)) return false;
        return _items.Writer.TryWrite(item);
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

    /// <summary>Hands items to <paramref name="write"/>, in order, until <see cref="Complete"/> or a failure.</summary>
    public async Task Run(Func<IReadOnlyList<Outgoing>, Task> write)
    {
        var taken = new List<Outgoing>();
        while (await _items.Reader.WaitToReadAsync())
        {
            while (_items.Reader.TryRead(out var item)) taken.Add(item);
            await write(taken);
            Interlocked.Add(ref _events, -taken.Sum(item => item.Count));
            Interlocked.Add(ref _bytes, -taken.Sum(item => item.Bytes));
            taken.Clear();
            if (!IsHalfFull) SignalDrained();
        }
    }

    /// <summary>Takes no further items, and lets everybody go who waits.</summary>
    public void Complete()
    {
        _items.Writer.TryComplete();
        SignalDrained();
    }

    private bool IsHalfFull => Volatile.Read(ref _events) > options.OutboxEvents / 2 || Volatile.Read(ref _bytes) > options.OutboxBytes / 2;

    private void SignalDrained() => Interlocked.Exchange(ref _drained, null)?.TrySetResult();
}
