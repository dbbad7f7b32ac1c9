namespace OrleansChat.Simulation.Checks;

/// <summary>
/// What is durable: every room's events as they were first written, noted at the commit itself. From them follows what
/// anybody may be shown of an event at any time: a message's text changes with edits, and goes with its deletion.
/// </summary>
internal sealed class Truth
{
    private readonly Dictionary<string, RoomTruth> _rooms = new(StringComparer.Ordinal);

    /// <summary>A room's events, in the order of their commits.</summary>
    public IReadOnlyList<RoomEvent> Of(string room) => _rooms.TryGetValue(room, out var found) ? found.Events : [];

    public void Add(RoomEvent e)
    {
        if (!_rooms.TryGetValue(e.Room, out var room)) _rooms[e.Room] = room = new RoomTruth();
        room.Events.Add(e);
        if (e is not { Kind: EventKind.Edit or EventKind.Delete, Target: { } target }) return;
        if (!room.Changes.TryGetValue(target, out var changes)) room.Changes[target] = changes = [];
        changes.Add(e);
    }

    /// <summary>The event as the log has it when <paramref name="head"/> is its head; null when there is none.</summary>
    public RoomEvent? At(string room, long seq, long head)
    {
        if (seq < 1 || seq > head || head > Of(room).Count) return null;
        var e = Of(room)[(int)seq - 1];
        foreach (var change in ChangesOf(e).TakeWhile(change => change.Seq <= head))
        {
            e = (e.Kind, change.Kind) switch
            {
                (EventKind.Message, EventKind.Edit) => e with { Text = change.Text, Edited = change.Seq },
                (EventKind.Message, _) => e with { Text = null, Deleted = change.Seq },
                (_, EventKind.Delete) => e with { Text = null },
                _ => e,
            };
        }

        return e;
    }

    /// <summary>Whether the event has ever looked like this.</summary>
    public bool WasEver(RoomEvent e) =>
        At(e.Room, e.Seq, e.Seq) is { } first
        && (first == e || ChangesOf(first).Any(change => change.Seq > e.Seq && At(e.Room, e.Seq, change.Seq) == e));

    /// <summary>Whether the text was deleted.</summary>
    public bool IsDeleted(RoomEvent e) => ChangesOf(e).Any(change => change.Kind == EventKind.Delete);

    private List<RoomEvent> ChangesOf(RoomEvent e) => e.Kind switch
    {
        EventKind.Message => _rooms[e.Room].Changes.GetValueOrDefault(e.Seq) ?? [],
        EventKind.Edit => _rooms[e.Room].Changes.GetValueOrDefault(e.Target!.Value) ?? [],
        _ => [],
    };

    private sealed class RoomTruth
    {
        public List<RoomEvent> Events { get; } = [];

        /// <summary>Edits and deletions by message.</summary>
        public Dictionary<long, List<RoomEvent>> Changes { get; } = [];
    }
}
