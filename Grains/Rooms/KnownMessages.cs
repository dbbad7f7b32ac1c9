namespace OrleansChat.Grains.Rooms;

/// <summary>
/// The messages of a room that somebody changed or answered lately. Bounded: beyond <see cref="Kept"/> the oldest are
/// forgotten, but for those that waiting writes are judged by, of which there are no more than the write queue holds.
/// </summary>
internal sealed class KnownMessages
{
    /// <summary>Messages kept when nothing waits for them.</summary>
    public const int Kept = 50;

    private readonly Dictionary<long, KnownMessage> _messages = [];
    private readonly Queue<long> _order = new();

    public int Count => _messages.Count;

    public KnownMessage? Find(long seq) => _messages.GetValueOrDefault(seq);

    public KnownMessage Add(KnownMessage message)
    {
        _messages.Add(message.Seq, message);
        _order.Enqueue(message.Seq);
        return message;
    }

    public void Apply(RoomEvent e)
    {
        if (e.Target is { } target) Find(target)?.Apply(e);
    }

    /// <summary>Forgets what is too much. Not called between finding a message and putting a write for it in the queue.</summary>
    public void Trim()
    {
        for (var looked = _order.Count; looked > 0 && _messages.Count > Kept; looked--)
        {
            var seq = _order.Dequeue();
            if (_messages[seq].Uses == 0) _messages.Remove(seq);
            else _order.Enqueue(seq);
        }
    }
}
