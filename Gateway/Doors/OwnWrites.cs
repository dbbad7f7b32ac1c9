namespace OrleansChat.Gateway.Doors;

/// <summary>What one connection wrote and hasn't heard back yet, for doors that don't show people their own words.
/// Bounded: of more than <see cref="Kept"/> the oldest are forgotten, and then shown.</summary>
internal sealed class OwnWrites
{
    /// <summary>How many are remembered: more than a connection can have under way.</summary>
    public const int Kept = 1_000;

    private readonly Lock _gate = new();
    private readonly HashSet<Guid> _ids = [];
    private readonly Queue<Guid> _order = new();

    /// <summary>Notes a write before it is made. What is no id will be refused, and needs no note.</summary>
    public void Add(string? id)
    {
        if (!Guid.TryParseExact(id, "D", out var parsed)) return;
        lock (_gate)
        {
            if (!_ids.Add(parsed)) return;
            _order.Enqueue(parsed);
            if (_order.Count > Kept) _ids.Remove(_order.Dequeue());
        }
    }

    /// <summary>Forgets a write that was refused.</summary>
    public void Remove(string? id)
    {
        if (Guid.TryParseExact(id, "D", out var parsed)) Take(parsed);
    }

    /// <summary>Whether this event is one of them; it then no longer is.</summary>
    public bool Take(Guid id)
    {
        lock (_gate) return _ids.Remove(id);
    }
}
