namespace OrleansChat.Simulation.Clients;

/// <summary>A client's messages, made from events alone, as docs/protocol.md says: in order, skipping an edit that the
/// message already carries.</summary>
internal sealed class Messages
{
    private readonly Dictionary<long, RoomEvent> _bySeq = [];

    /// <summary>The messages as the client shows them.</summary>
    public IEnumerable<RoomEvent> All => _bySeq.Values;

    public void Clear() => _bySeq.Clear();

    public void Apply(RoomEvent e)
    {
        if (e.Kind == EventKind.Message) _bySeq[e.Seq] = e;
        if (e.Target is not { } target || !_bySeq.TryGetValue(target, out var message) || message.Deleted is not null) return;
        if (e.Kind == EventKind.Delete) _bySeq[target] = message with { Text = null, Deleted = e.Seq };
        else if (e.Kind == EventKind.Edit && e.Text is not null && !(message.Edited >= e.Seq)) _bySeq[target] = message with { Text = e.Text, Edited = e.Seq };
    }
}
