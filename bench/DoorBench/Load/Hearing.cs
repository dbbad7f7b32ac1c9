using System.Diagnostics;
using OrleansChat.Bench.Load;

namespace OrleansChat.DoorBench.Load;

/// <summary>
/// What one client hears. It finds the messages by their text alone, so it costs every door the same: no JSON is parsed,
/// and what a door puts around the text doesn't matter. Written by the client's reading loop only.
/// </summary>
internal sealed class Hearing(Traffic traffic)
{
    private long _count;

    /// <summary>Messages heard in this phase.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Which ones in which order: equal for all who heard the same.</summary>
    public ulong Order { get; private set; }

    /// <summary>From when a message was said, whoever's it was, to when it was heard here.</summary>
    public Histogram Delivery { get; private set; } = new();

    /// <summary>Begins a phase. Nothing may be under way.</summary>
    public void Begin() => (_count, Order, Delivery) = (0, 0, new Histogram());

    /// <summary>Takes what came.</summary>
    /// <returns>False when there was no message in it.</returns>
    public bool Take(ReadOnlySpan<byte> payload)
    {
        var at = Message.Find(payload);
        if (at < 0) return false;
        var now = Stopwatch.GetTimestamp();
        for (; at >= 0; at = Message.Find(payload))
        {
            payload = payload[at..];
            var (number, since) = Message.Read(payload);
            payload = payload[Message.Length..];
            // The multiplier of Knuth's MMIX generator: an order-dependent sum.
            Order = (Order * 6364136223846793005) + (ulong)number;
            Delivery.Record(since, now);
            Volatile.Write(ref _count, _count + 1);
            traffic.Heard(number);
        }

        return true;
    }
}
