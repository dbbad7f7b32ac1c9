using System.Globalization;
using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Checks;

/// <summary>What the events make of the messages: the log's own rows, the counts on its pages, and what every client came
/// to by its stream alone, are the same.</summary>
internal sealed class StateCheck(RoomLog log)
{
    /// <summary>Each message shows its last edit, or its deletion and no text anywhere.</summary>
    public IEnumerable<string> Rows() =>
        from e in log.Events
        where e.Kind == Wish.Message
        let deletion = log.Deletion(e.Seq)
        let edits = log.Changes(e.Seq).Where(change => change.Kind == Wish.Edit).ToList()
        let good = deletion is not null
            ? e.Deleted == deletion.Seq && e.Text is null && edits.All(edit => edit.Text is null)
            : e.Deleted is null && e.Edited == edits.LastOrDefault()?.Seq && log.MayBeHeard(e)
        where !good
        select $"{log.Name}: message {e.Seq} reads {e}, though its changes are {string.Join(", ", edits.Select(edit => $"{edit.Seq} \"{edit.Text}\""))}, deletion {deletion?.Seq}";

    /// <summary>Pages count what the log's events add up to.</summary>
    public IEnumerable<string> Counts(IReadOnlyDictionary<long, HubDetails> details)
    {
        var standing = new Dictionary<(long Message, string Emoji), HashSet<Guid>>();
        foreach (var e in log.Events.Where(e => e.Emoji is not null))
        {
            var people = standing.TryGetValue((e.Target!.Value, e.Emoji!), out var known) ? known : standing[(e.Target.Value, e.Emoji!)] = [];
            if (!(e.Kind == Wish.React ? people.Add(e.Actor.Id) : people.Remove(e.Actor.Id))) yield return $"{log.Name}: {e} changes nothing";
        }

        foreach (var e in log.Events.Where(e => e.Kind == Wish.Message))
        {
            var (shown, found) = (details.GetValueOrDefault(e.Seq), standing.Where(entry => entry.Key.Message == e.Seq && entry.Value.Count > 0 && e.Deleted is null));
            var should = Show(log.Events.Count(reply => reply.Thread == e.Seq), found.Select(entry => (entry.Key.Emoji, entry.Value.Count)));
            var does = Show(shown?.Replies ?? 0, (shown?.Reactions ?? []).Select(reaction => (reaction.Emoji, reaction.Count)));
            if (should != does) yield return $"{log.Name}: message {e.Seq} shows {does}, and the log's events make {should}";
        }
    }

    /// <summary>Whoever took the events as they came has the messages as they are.</summary>
    public IEnumerable<string> Heard(string device, IEnumerable<Stay> stays)
    {
        var messages = new Dictionary<long, HubEvent>();
        foreach (var stay in stays.OrderBy(stay => stay.Connection))
        {
            if (stay.Answer is null) continue;
            if (stay.Answer.Page is not null) messages.Clear();
            var (start, heard) = (stay.Start!.Seq, stay.Heard.Select(heard => heard.Event));
            foreach (var e in stay.Page.Concat(heard.Where(e => e.Seq > start))) Take(messages, e);
        }

        return from known in messages.Values
               let row = log.Row(known.Seq)
               where (known.Text, known.Deleted is null) != (row?.Text, row?.Deleted is null)
               select $"{device} in {log.Name}: message {known.Seq} became \"{known.Text}\" (deleted {known.Deleted}), and the log has {row}";
    }

    private static void Take(Dictionary<long, HubEvent> messages, HubEvent e)
    {
        if (e.Kind == Wish.Message) messages[e.Seq] = e;
        if (e.Target is not { } target || !messages.TryGetValue(target, out var message)) return;
        // What the message's text already has in it comes again as an event of its own.
        if (e.Kind == Wish.Edit && e.Seq > (message.Edited ?? 0) && message.Deleted is null) messages[target] = message with { Text = e.Text, Edited = e.Seq };
        if (e.Kind == Wish.Delete) messages[target] = message with { Text = null, Deleted = e.Seq };
    }

    private static string Show(int replies, IEnumerable<(string Emoji, int Count)> reactions) => string.Create(
        CultureInfo.InvariantCulture, $"{replies} replies {string.Join(' ', reactions.OrderBy(r => r.Emoji, StringComparer.Ordinal).Select(r => $"{r.Emoji}{r.Count}"))}");
}
