namespace OrleansChat.Simulation.Checks;

/// <summary>A room's log read as a story: can each event have come after those before it?</summary>
internal sealed class Story
{
    private readonly Dictionary<Guid, bool> _moderates = [];
    private readonly Dictionary<long, RoomEvent> _messages = [];
    private readonly HashSet<long> _deleted = [];
    private readonly HashSet<(long Message, string Emoji, Guid User)> _reactions = [];

    /// <summary>Takes the next event; false when it doesn't fit.</summary>
    public bool Take(RoomEvent e)
    {
        var user = e.Actor.Id;
        if (e.Kind == EventKind.Join) return _moderates.TryAdd(user, e.Seq == 1 && e.Room != Limits.CommonRoom);
        if (e.Kind == EventKind.Leave) return _moderates.Remove(user);
        if (!_moderates.TryGetValue(user, out var moderates)) return false;
        if (e.Kind == EventKind.Message) return TakeMessage(e);
        if (e.Kind is EventKind.Topic or EventKind.Rename) return true;
        var target = e.Target ?? 0;
        if (!_messages.TryGetValue(target, out var message) || _deleted.Contains(target)) return false;
        return e.Kind switch
        {
            EventKind.Edit => message.Actor.Id == user,
            EventKind.Delete => (message.Actor.Id == user || moderates) && Delete(target),
            EventKind.React => _reactions.Add((target, e.Emoji!, user)),
            EventKind.Unreact => _reactions.Remove((target, e.Emoji!, user)),
            _ => false,
        };
    }

    private bool TakeMessage(RoomEvent e)
    {
        _messages.Add(e.Seq, e);
        if (e.ReplyTo is not { } answered) return e.Thread is null;
        return _messages.TryGetValue(answered, out var message) && !_deleted.Contains(answered) && e.Thread == (message.Thread ?? message.Seq);
    }

    private bool Delete(long message)
    {
        _reactions.RemoveWhere(reaction => reaction.Message == message);
        return _deleted.Add(message);
    }
}
