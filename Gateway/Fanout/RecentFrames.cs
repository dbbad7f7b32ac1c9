using System.Collections.Immutable;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// A room's last moments, so that a session can go from the log to live without a gap: the newest events, as the log has
/// them by now. What was edited is kept with its new text, and of what was deleted the text is gone from here too; so
/// nobody who comes later is shown it, and nothing is missing. Bounded in events and bytes.
/// </summary>
internal sealed class RecentFrames(int capacity)
{
    private const int MaxBytes = 256 * 1024;

    // Ascending, without gaps, up to the last event passed on.
    private readonly List<EventFrame> _frames = [];
    private int _bytes;

    /// <summary>How many events there are.</summary>
    public int Events { get; private set; }

    /// <summary>All of them, ascending.</summary>
    public IReadOnlyList<EventFrame> Frames => _frames;

    /// <summary>Adds the next events, and makes those changes that they stand for.</summary>
    public void Add(IReadOnlyList<EventFrame> frames)
    {
        foreach (var frame in frames) Insert(_frames.Count, frame);
        var changes = frames.SelectMany(frame => frame.Events).Where(e => e.Kind is EventKind.Edit or EventKind.Delete)
            .ToLookup(change => change.Target);
        for (var i = _frames.Count - 1; changes.Count > 0 && i >= 0; i--) Change(i, changes);
        while (Events > capacity || _bytes > MaxBytes) Remove(0);
    }

    public void Clear()
    {
        _frames.Clear();
        (Events, _bytes) = (0, 0);
    }

    private void Change(int place, ILookup<long?, RoomEvent> changes)
    {
        var events = _frames[place].Events;
        var changed = events.Select(e => changes[e.Kind == EventKind.Message ? e.Seq : e.Target].Aggregate(e, Changed)).ToImmutableArray();
        if (changed.SequenceEqual(events)) return;
        Remove(place);
        // Cut anew: an edit may have made a text longer.
        foreach (var frame in EventFrame.Encode(changed)) Insert(place++, frame);
    }

    /// <summary>A message, or an edit of it, as it is after a change of that message.</summary>
    private static RoomEvent Changed(RoomEvent e, RoomEvent change) => (e.Kind, change.Kind) switch
    {
        (EventKind.Message, EventKind.Delete) => e with { Text = null, Deleted = change.Seq },
        (EventKind.Edit, EventKind.Delete) => e with { Text = null },
        // One that was read from the log may be ahead of the edit; an edit whose text was deleted says nothing.
        (EventKind.Message, EventKind.Edit) when change.Text is not null && e.Deleted is null && !(e.Edited > change.Seq) =>
            e with { Text = change.Text, Edited = change.Seq },
        _ => e,
    };

    private void Insert(int at, EventFrame frame)
    {
        _frames.Insert(at, frame);
        Events += frame.Events.Length;
        _bytes += frame.Bytes;
    }

    private void Remove(int at)
    {
        Events -= _frames[at].Events.Length;
        _bytes -= _frames[at].Bytes;
        _frames.RemoveAt(at);
    }
}
