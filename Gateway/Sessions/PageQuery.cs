namespace OrleansChat.Gateway.Sessions;

/// <summary>Which page a client asks for: of <paramref name="Before"/>, <paramref name="After"/> and
/// <paramref name="Around"/> at most one; the latest page without any.</summary>
/// <param name="Before">The newest events before this seq.</param>
/// <param name="After">The oldest events after this seq.</param>
/// <param name="Around">This event, with as many before it as behind it. Not with <paramref name="Thread"/>.</param>
/// <param name="Thread">Only the replies of the thread that begins with this message.</param>
/// <param name="Limit">How many at the most, 1–<see cref="Limits.PageEvents"/>.</param>
internal sealed record PageQuery(long? Before = null, long? After = null, long? Around = null, long? Thread = null, int Limit = 0)
{
    /// <summary>What to ask the room.</summary>
    /// <param name="viewer">Who will see the page.</param>
    /// <exception cref="ChatException">BadPageLimit, BadPosition.</exception>
    public ReadRequest ToRequest(Guid viewer)
    {
        if (Limit is < 1 or > Limits.PageEvents) throw new ChatException(ErrorCode.BadPageLimit);
        var (direction, from) = (Before, After, Around) switch
        {
            (null, null, null) => (ReadDirection.Before, long.MaxValue),
            ({ } seq, null, null) => (ReadDirection.Before, seq),
            (null, { } seq, null) => (ReadDirection.After, seq),
            (null, null, { } seq) when Thread is null => (ReadDirection.Around, seq),
            _ => throw new ChatException(ErrorCode.BadPosition),
        };
        if (from < 0 || Thread < 0) throw new ChatException(ErrorCode.BadPosition);
        return new ReadRequest(direction, from, Limit, viewer, Thread);
    }
}
