namespace OrleansChat.Chaos.Records;

/// <summary>An event as it came.</summary>
internal readonly record struct Heard(HubEvent Event, DateTimeOffset At);

/// <summary>A client's place in a room's stream.</summary>
internal sealed record Position(long Epoch, long Seq)
{
    public override string ToString() => FormattableString.Invariant($"{Epoch}:{Seq}");
}

/// <summary>One join of one room on one connection, and every event of the room that came on it, as it came.</summary>
/// <param name="Device">Whose connection: a person's, of which one may have several.</param>
/// <param name="After">The position it said; null for none.</param>
internal sealed record Stay(string Device, long Connection, string Room, Position? After)
{
    private readonly List<Heard> _heard = [];
    private bool _over;

    /// <summary>The answer to the join; null when none came.</summary>
    public HubJoin? Answer { get; set; }

    /// <summary>The refusal; null when there was none.</summary>
    public ErrorCode? Refusal { get; set; }

    public IReadOnlyList<Heard> Heard
    {
        get
        {
            lock (_heard) return [.. _heard];
        }
    }

    public void Hear(HubEvent e, DateTimeOffset at)
    {
        lock (_heard)
        {
            if (!_over) _heard.Add(new Heard(e, at));
        }
    }

    /// <summary>The client has gone: what may still lie in its connection, it doesn't hear.</summary>
    public void Leave()
    {
        lock (_heard) _over = true;
    }

    /// <summary>The events it starts from: a page, or none when it goes on from a position.</summary>
    public IReadOnlyList<HubEvent> Page => Answer?.Page?.Events ?? [];

    /// <summary>Where it starts to count: behind its page or its position; null while its join isn't answered.</summary>
    public Position? Start => Answer switch
    {
        null => null,
        { Page: { } page } => new Position(page.Epoch, page.Events is [.., var last] ? last.Seq : 0),
        _ => After,
    };

    /// <summary>Where a client is that has seen all of this: where it comes back with.</summary>
    public Position? End()
    {
        if (Start is not { } start) return After;
        lock (_heard) return _heard is [.., var last] && last.Event.Seq > start.Seq ? start with { Seq = last.Event.Seq } : start;
    }
}
