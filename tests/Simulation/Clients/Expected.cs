namespace OrleansChat.Simulation.Clients;

/// <summary>
/// Which seq may come next on a connection that may have joined a room more than once. Each join brings everything
/// behind its start, in order, until the next one takes over. Nobody says when that is, and both may bring the same
/// numbers, so every reading that fits is followed until an event tells them apart.
/// </summary>
internal sealed class Expected
{
    // After a join that failed halfway nobody knows what comes of it.
    private const long Anything = -1;

    private readonly List<long> _starts = [];
    private HashSet<(int Join, long Next)> _readings = [];

    /// <summary>Whether all that comes is surely the last join's.</summary>
    public bool IsCertain => _readings.All(reading => reading.Join == _starts.Count - 1);

    /// <summary>A join was answered: everything behind <paramref name="start"/> is to come.</summary>
    public void Begin(long start)
    {
        _starts.Add(start);
        if (_readings.Count == 0) _readings.Add((_starts.Count - 1, start + 1));
    }

    /// <summary>A join failed.</summary>
    public void Fail()
    {
        _starts.Add(Anything);
        _readings.Add((_starts.Count - 1, Anything));
    }

    /// <summary>Whether everything up to <paramref name="head"/> may have come.</summary>
    public bool IsAt(long head) =>
        _readings.Any(reading => reading.Join == _starts.Count - 1 ? reading.Next == head + 1 : _starts[^1] == head);

    /// <summary>Takes the next event; false when it can't be the next one.</summary>
    public bool Take(long seq)
    {
        var next = new HashSet<(int, long)>();
        foreach (var (join, expected) in _readings)
        {
            if (expected == Anything) next.Add((join, Anything));
            else if (expected == seq) next.Add((join, seq + 1));
            for (var later = join + 1; later < _starts.Count; later++)
            {
                if (_starts[later] + 1 == seq) next.Add((later, seq + 1));
            }
        }

        _readings = next;
        return next.Count > 0;
    }

    public override string ToString() => string.Join(" or ", _readings.Select(reading => reading.Next));
}
