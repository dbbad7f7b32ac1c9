namespace OrleansChat.Gateway.Sessions;

/// <summary>Something on its way to clients: shared by all outboxes it lies in, and never changed.</summary>
internal abstract class Outgoing
{
    // What each door made of it. Doors are few, so this is searched from end to end; replaced, never changed.
    private volatile object[] _encoded = [];

    /// <summary>What it counts in an outbox's limit of events.</summary>
    public abstract int Count { get; }

    /// <summary>What it counts in an outbox's limit of bytes.</summary>
    public abstract int Bytes { get; }

    /// <summary>The form a door sends, made once, however many clients there are. Each door has a type of its own for it.</summary>
    public T EncodedAs<T>(Func<Outgoing, T> encode)
        where T : class
    {
        foreach (var form in _encoded)
        {
            if (form is T made) return made;
        }

        // Two doors that encode at the same time may cost one of them a second time; nothing else.
        var encoded = encode(this);
        _encoded = [.. _encoded, encoded];
        return encoded;
    }
}
