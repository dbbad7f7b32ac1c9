using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>
/// A message that somebody changes: what a change is judged by. It follows the log from the head it was read at.
/// </summary>
internal sealed class KnownMessage
{
    private readonly HashSet<(string Emoji, Guid User)> _reactions;
    private readonly long _readAt;

    public KnownMessage(MessageRecord record, long readAt)
    {
        (Seq, Author, Thread, Deleted, _readAt) = (record.Seq, record.Author, record.Thread, record.Deleted, readAt);
        _reactions = [.. record.Reactions.Select(reaction => (reaction.Emoji, reaction.Actor.Id))];
    }

    private KnownMessage(long seq) => (Seq, Exists, _readAt, _reactions) = (seq, false, long.MaxValue, []);

    public long Seq { get; }

    /// <summary>False where the seq is another event's, which it then always is.</summary>
    public bool Exists { get; } = true;

    public Guid Author { get; }

    /// <summary>The first message of the thread that a reply to this one belongs to.</summary>
    public long? Thread { get; }

    public bool Deleted { get; private set; }

    /// <summary>The reactions that stand.</summary>
    public IReadOnlySet<(string Emoji, Guid User)> Reactions => _reactions;

    /// <summary>How many writes in the queue are judged by it; only one that none is may be forgotten.</summary>
    public int Uses { get; set; }

    /// <summary>What is known of a seq that is no message's.</summary>
    public static KnownMessage Absent(long seq) => new(seq);

    public bool HasReaction(string emoji, Guid user) => _reactions.Contains((emoji, user));

    /// <summary>Takes in a durable change of this message.</summary>
    public void Apply(RoomEvent e)
    {
        // It may have been read after this event was written and before the room heard that it was.
        if (e.Seq <= _readAt) return;
        switch (e.Kind)
        {
            case EventKind.Delete:
                Deleted = true;
                _reactions.Clear();
                break;
            case EventKind.React:
                _reactions.Add((e.Emoji!, e.Actor.Id));
                break;
            case EventKind.Unreact:
                _reactions.Remove((e.Emoji!, e.Actor.Id));
                break;
        }
    }
}
