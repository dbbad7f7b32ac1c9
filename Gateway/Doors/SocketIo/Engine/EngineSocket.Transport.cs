namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>What carries a connection.</summary>
internal enum EngineTransport
{
    /// <summary>Requests: a hanging GET for what the server says, a POST for what the client says.</summary>
    Polling,

    /// <summary>Polling, while a WebSocket tries whether it gets through.</summary>
    Upgrading,

    /// <summary>A WebSocket.</summary>
    WebSocket,
}

internal sealed partial class EngineSocket
{
    private readonly Lock _gate = new();
    private bool _polling;
    private bool _pushing;
    private bool _upgrading;

    /// <summary>What carries the connection now. Changes under the gate, from polling to a WebSocket and never back.</summary>
    public EngineTransport Transport { get; private set; }

    /// <summary>Takes the place of the one poll that may hang; false when there is one.</summary>
    public bool TryBeginPoll() => TryBegin(ref _polling);

    /// <summary>Takes the place of the one push that may be under way; false when there is one.</summary>
    public bool TryBeginPush() => TryBegin(ref _pushing);

    /// <summary>The push is over. Called before its answer leaves: the client's next one may come before we are done here.</summary>
    public void EndPush()
    {
        lock (_gate) _pushing = false;
    }

    /// <summary>
    /// Waits for what the hanging poll is to be answered with: what waits, a noop that lets the client's poll end for an
    /// upgrade or because the client closed, or a goodbye. Gives the poll's place free.
    /// </summary>
    public async Task<List<QueuedPacket>> NextPayload(int bytes, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Queue.Changed;
            var packets = Queue.Take(bytes);
            if (packets.Count == 0 && How is { } how)
                packets = [new QueuedPacket(how is EngineEnd.ClientClosed ? EnginePacket.Noop : EnginePacket.Close, null)];
            lock (_gate)
            {
                if (packets.Count == 0 && Transport != EngineTransport.Polling) packets = [new QueuedPacket(EnginePacket.Noop, null)];
                if (packets.Count > 0) _polling = false;
            }

            if (packets.Count > 0) return packets;
            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>A WebSocket asks to take over; false when there is one already.</summary>
    public bool TryBeginUpgrade()
    {
        lock (_gate)
        {
            if (_upgrading || Transport != EngineTransport.Polling || How is not null) return false;
            return _upgrading = true;
        }
    }

    /// <summary>The WebSocket's probe came through: from now on polls don't hang.</summary>
    public void ReleasePolls()
    {
        lock (_gate) Transport = EngineTransport.Upgrading;
        Queue.Nudge();
    }

    /// <summary>The WebSocket has taken over, or never will.</summary>
    public void EndUpgrade(bool upgraded)
    {
        lock (_gate)
        {
            Transport = upgraded ? EngineTransport.WebSocket : EngineTransport.Polling;
            _upgrading = false;
        }

        Queue.Nudge();
    }

    private bool TryBegin(ref bool place)
    {
        lock (_gate)
        {
            if (place) return false;
            return place = true;
        }
    }
}
