namespace OrleansChat.Gateway.Online;

/// <summary>
/// What the numbers of notices tell: whether all that presence sent arrived here. Not for several threads at once; its
/// owner sees to that.
/// </summary>
/// <param name="start">Since when nothing is missed, to begin with.</param>
internal sealed class NoticeStream(DateTimeOffset start)
{
    // For a moment presence may have two activations, of which the older doesn't know the newest people: it learns of them
    // at its next look, every third of a lease. So news is looked up once more when that is surely over.
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(10);

    private Guid _stream;
    // The last notice that arrived, and the last one of those whose news is looked up anyway.
    private long _heard;
    private long _covered;
    private DateTimeOffset? _doubtUntil;

    /// <summary>The last moment by which everything that presence had sent was here.</summary>
    public DateTimeOffset Good { get; private set; } = start;

    /// <summary>Takes a batch in. Returns how many of its first notices are to be left out: they came before, or too late,
    /// behind later ones.</summary>
    public int Hear(NoticeBatch batch, DateTimeOffset now, out bool missed)
    {
        missed = batch.Stream != _stream;
        if (missed) Begin(batch.Stream, batch.First - 1, now);
        missed |= batch.First > Math.Max(_heard, _covered) + 1;
        var known = (int)Math.Clamp(_heard - batch.First + 1, 0, batch.Notices.Length);
        _heard = Math.Max(_heard, batch.First + batch.Notices.Length - 1);
        return known;
    }

    /// <summary>Compares with what presence answered to a report that it took. Returns whether something may be missing
    /// since <see cref="Good"/>.</summary>
    public bool Compare(PresenceAnswer answer, DateTimeOffset asked)
    {
        if (answer.Stream != _stream)
        {
            Begin(answer.Stream, answer.Sent, asked);
            return true;
        }

        // The notice may still be on its way. Then it is taken all the same; to look it up too harms nobody.
        var missed = answer.Sent > Math.Max(_heard, _covered);
        _covered = Math.Max(_covered, answer.Sent);
        if (asked < _doubtUntil) return missed;
        missed |= _doubtUntil is not null;
        _doubtUntil = null;
        if (!missed) Good = asked;
        return missed;
    }

    private void Begin(Guid stream, long covered, DateTimeOffset now) =>
        (_stream, _heard, _covered, _doubtUntil) = (stream, 0, covered, now + Doubt);
}
