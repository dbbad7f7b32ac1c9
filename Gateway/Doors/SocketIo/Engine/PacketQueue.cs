namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>
/// Packets that wait for a connection's transport, whichever it is by then. Whoever adds packets is told when the
/// transport has taken them, and adds no more before: that, and not this queue, bounds what waits (G8).
/// </summary>
internal sealed class PacketQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<QueuedPacket> _packets = new();
    private TaskCompletionSource _changed = Signal();
    private bool _ended;

    /// <summary>Completes at the next change: packets, a nudge, the end. Ask for it before looking, so that none is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>Adds packets that stay together; completes when the transport has taken the last one, and is cancelled when
    /// it never will.</summary>
    public Task Add(params IReadOnlyList<ReadOnlyMemory<byte>> packets)
    {
        lock (_gate)
        {
            var last = Signal();
            if (_ended) last.SetCanceled();
            for (var i = 0; i < packets.Count && !_ended; i++) _packets.Enqueue(new QueuedPacket(packets[i], i == packets.Count - 1 ? last : null));
            Change();
            return last.Task;
        }
    }

    /// <summary>Takes what waits, up to so many bytes, but at least one packet; empty when nothing waits.</summary>
    public List<QueuedPacket> Take(int bytes)
    {
        var taken = new List<QueuedPacket>();
        lock (_gate)
        {
            while (_packets.TryPeek(out var next) && (taken.Count == 0 || next.Bytes.Length <= bytes))
            {
                taken.Add(_packets.Dequeue());
                bytes -= next.Bytes.Length;
            }
        }

        return taken;
    }

    /// <summary>Has everybody look again who waits for a change.</summary>
    public void Nudge()
    {
        lock (_gate) Change();
    }

    /// <summary>Takes no further packets, and lets everybody go who waits.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            while (_packets.TryDequeue(out var packet)) packet.Lost();
            Change();
        }
    }

    private void Change()
    {
        _changed.SetResult();
        _changed = Signal();
    }

    // Nobody's continuation runs inside the lock.
    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A packet, and who waits for it to be taken, if anybody does.</summary>
internal readonly record struct QueuedPacket(ReadOnlyMemory<byte> Bytes, TaskCompletionSource? Sender)
{
    public void Taken() => Sender?.TrySetResult();

    public void Lost() => Sender?.TrySetCanceled();
}
