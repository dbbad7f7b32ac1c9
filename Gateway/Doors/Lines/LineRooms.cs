namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>The rooms that a connection has come into. The current one is where lines go. Read and changed by the
/// dialogue and by the outbox's writer.</summary>
internal sealed class LineRooms
{
    private readonly Lock _lock = new();
    private readonly List<string> _rooms = [];

    /// <summary>Where lines go; null while the connection is in no room.</summary>
    public string? Current
    {
        get
        {
            lock (_lock) return _rooms.LastOrDefault();
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock) return [.. _rooms];
        }
    }

    /// <summary>Makes a room the current one.</summary>
    public void Enter(string room)
    {
        lock (_lock)
        {
            _rooms.Remove(room);
            _rooms.Add(room);
        }
    }

    /// <summary>Takes a room away; the one before it is the current one again. False when it isn't there.</summary>
    public bool Remove(string room)
    {
        lock (_lock) return _rooms.Remove(room);
    }
}
