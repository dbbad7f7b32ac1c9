using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Checks;

/// <summary>A room's whole log, and what was wished to be in it.</summary>
internal sealed class RoomLog
{
    private readonly Dictionary<(Guid Actor, Guid Id), Wish> _wishes = [];
    private readonly ILookup<long, HubEvent> _changes;

    public RoomLog(string name, IReadOnlyList<HubEvent> events, IEnumerable<Attempt> attempts)
    {
        (Name, Events) = (name, events);
        foreach (var attempt in attempts) _wishes.TryAdd((attempt.Actor, attempt.Wish.Id), attempt.Wish);
        _changes = events.Where(e => e.Target is not null).ToLookup(e => e.Target!.Value);
    }

    public string Name { get; }

    public IReadOnlyList<HubEvent> Events { get; }

    public HubEvent? Row(long? seq) => seq >= 1 && seq <= Events.Count ? Events[(int)seq - 1] : null;

    /// <summary>What was wished under this event's author and id, if it is what the event is.</summary>
    public Wish? WishOf(HubEvent e) => _wishes.GetValueOrDefault((e.Actor.Id, e.Id)) is { } wish && wish.Became(e) ? wish : null;

    /// <summary>The events about a message, in order.</summary>
    public IEnumerable<HubEvent> Changes(long seq) => _changes[seq];

    public HubEvent? Deletion(long? seq) => seq is { } message ? _changes[message].FirstOrDefault(e => e.Kind == Wish.Delete) : null;

    /// <summary>Whether somebody may have heard this: a row of the log, a message in any state it ever had, an edit with
    /// its text or, when the message was deleted since, without.</summary>
    public bool MayBeHeard(HubEvent e)
    {
        if (Row(e.Seq) is not { } row || Bare(e) != Bare(row)) return false;
        return e.Kind switch
        {
            Wish.Message when e.Deleted is not null => e.Text is null && Deletion(e.Seq)?.Seq == e.Deleted,
            Wish.Message when e.Edited is not null =>
                Row(e.Edited) is { Kind: Wish.Edit } edit && edit.Target == e.Seq && WishOf(edit)?.Text == e.Text && e.Text is not null,
            Wish.Message => e.Text is not null && WishOf(e)?.Text == e.Text,
            Wish.Edit => (e.Text is null ? Deletion(e.Target) is not null : WishOf(e)?.Text == e.Text) && (e.Edited, e.Deleted) == (null, null),
            _ => e == row,
        };
    }

    /// <summary>The event without what may change.</summary>
    private static HubEvent Bare(HubEvent e) => e with { Text = null, Edited = null, Deleted = null };
}
