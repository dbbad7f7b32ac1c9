using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

/// <summary>
/// A room's newest events, in the state that the log has them in: an edit gives its message the new text, a deletion
/// takes it away. At most so many as <see cref="RoomOptions.RecentEvents"/>; without gaps.
/// </summary>
internal sealed class RecentEvents(int capacity)
{
    // Event n lies at n % capacity.
    private readonly LogRow?[] _rows = new LogRow?[capacity];
    private readonly Dictionary<(Guid Actor, Guid Id), long> _seqs = [];
    private readonly HashSet<long> _detailed = [];

    /// <summary>How many events there are.</summary>
    public int Count => _seqs.Count;

    /// <summary>The newest event's seq; 0 when there is none.</summary>
    public long Head { get; private set; }

    /// <summary>The oldest event's seq.</summary>
    public long Oldest => Head - Count + 1;

    /// <summary>Finds what an actor wrote under an id.</summary>
    public LogRow? Find(Guid actor, Guid id) => _seqs.TryGetValue((actor, id), out var seq) ? Row(seq) : null;

    /// <summary>The event with this seq, if it is here.</summary>
    public LogRow? Row(long seq) => seq >= Oldest && seq <= Head ? _rows[seq % capacity] : null;

    /// <summary>Whether a message has replies or reactions, which are not kept here.</summary>
    public bool IsDetailed(long seq) => _detailed.Contains(seq);

    /// <summary>The events of these seqs, both included.</summary>
    public ImmutableArray<RoomEvent> Range(long from, long to)
    {
        var events = ImmutableArray.CreateBuilder<RoomEvent>((int)(to - from + 1));
        for (var seq = from; seq <= to; seq++) events.Add(Row(seq)!.Event);
        return events.MoveToImmutable();
    }

    /// <summary>Adds the next event, and makes those changes that it stands for.</summary>
    public void Add(LogRow row)
    {
        if (Count == capacity)
        {
            var oldest = Row(Oldest)!.Event;
            _seqs.Remove((oldest.Actor.Id, oldest.Id));
            _detailed.Remove(oldest.Seq);
        }

        var e = row.Event;
        Head = e.Seq;
        _rows[Head % capacity] = row;
        _seqs[(e.Actor.Id, e.Id)] = Head;
        if (e.Thread is { } thread) MarkDetailed(thread);
        if (e.Target is { } target) Change(target, e);
    }

    /// <summary>Notes that a message has replies or reactions.</summary>
    public void MarkDetailed(long seq)
    {
        if (Row(seq) is not null) _detailed.Add(seq);
    }

    private void Change(long target, RoomEvent e)
    {
        switch (e.Kind)
        {
            // A message that was read from the log may be ahead of the events behind it; a wiped edit says nothing.
            case EventKind.Edit when e.Text is not null && Row(target)?.Event is { Deleted: null } m && !(m.Edited > e.Seq):
                Replace(target, m with { Text = e.Text, Edited = e.Seq }, Row(target)!.Fingerprint);
                break;
            case EventKind.Delete:
                if (Row(target)?.Event is { } message) Replace(target, message with { Text = null, Deleted = e.Seq }, null);
                for (var seq = Oldest; seq < Head; seq++)
                {
                    if (Row(seq)!.Event is { Kind: EventKind.Edit } edit && edit.Target == target) Replace(seq, edit with { Text = null }, null);
                }

                break;
            case EventKind.React or EventKind.Unreact:
                MarkDetailed(target);
                break;
        }
    }

    private void Replace(long seq, RoomEvent e, long? fingerprint) => _rows[seq % capacity] = new LogRow(e, fingerprint);
}
