namespace OrleansChat.Bench.Load;

/// <summary>What one client saw in one phase. Written by its reading loop only; others may read the counters meanwhile.</summary>
internal sealed class Tally
{
    private long _acked;
    private long _received;

    /// <summary>Own messages acknowledged.</summary>
    public long Acked => Volatile.Read(ref _acked);

    /// <summary>Messages received, own ones too.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>The sum of <see cref="Message.Fingerprint"/> over the acks.</summary>
    public ulong AckSum { get; private set; }

    /// <summary>The sum of <see cref="Message.Fingerprint"/> over the received messages.</summary>
    public ulong ReceivedSum { get; private set; }

    /// <summary>From the send to its ack.</summary>
    public Histogram Ack { get; } = new();

    /// <summary>From the send, whoever's it was, to the event's reception here.</summary>
    public Histogram Delivery { get; } = new();

    public void CountAck(long seq, long number, long since, long now)
    {
        AckSum += Message.Fingerprint(seq, number);
        Ack.Record(since, now);
        Volatile.Write(ref _acked, _acked + 1);
    }

    public void CountMessage(long seq, long number, long since, long now)
    {
        ReceivedSum += Message.Fingerprint(seq, number);
        Delivery.Record(since, now);
        Volatile.Write(ref _received, _received + 1);
    }
}
