using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>Where somebody stood in the room they joined by <c>join room</c> when they were last seen. Each is one of its
/// own, even where another says the same.</summary>
/// <param name="room">The room's name.</param>
/// <param name="epoch">The log's epoch.</param>
/// <param name="seq">The last event they were sent.</param>
internal sealed class Place(string room, long epoch, long seq)
{
    public string Room => room;

    /// <summary>From where to go on.</summary>
    public ResumePosition Position => new(epoch, seq);
}

/// <summary>One client's time in one room of the old dialect. Live events and the answer to the join come side by side.</summary>
internal sealed class Stay(string room)
{
    private long _epoch;
    private long _joinedAt = long.MaxValue;
    private long _seen;

    public string Room => room;

    /// <summary>Where it is now.</summary>
    public Place Place => new(room, Volatile.Read(ref _epoch), Volatile.Read(ref _seen));

    /// <summary>The room has answered: everything up to its head was before this stay.</summary>
    public void Joined(JoinReply reply)
    {
        Volatile.Write(ref _epoch, reply.Epoch);
        Volatile.Write(ref _joinedAt, reply.Head);
        Saw(reply.Page is { Events: [.., var last] } ? last.Seq : 0);
    }

    /// <summary>The client has been sent this event, and all before it.</summary>
    public void Saw(long seq)
    {
        for (var seen = Volatile.Read(ref _seen); seen < seq;)
        {
            var found = Interlocked.CompareExchange(ref _seen, seq, seen);
            if (found == seen) return;
            seen = found;
        }
    }

    /// <summary>Whether this event, a leave of the client's user, ends this stay, and not one before it.</summary>
    public bool EndsWith(long seq) => seq > Volatile.Read(ref _joinedAt);
}
