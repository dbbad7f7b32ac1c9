namespace OrleansChat.Testing.Hub;

/// <summary>
/// A room as a client shows it, built by the rules of docs/protocol.md from pages and events, in whatever order the two
/// come. It keeps the changes it has seen, as a client does that may yet load an older page.
/// </summary>
public sealed class RoomView(Guid me)
{
    private readonly SortedDictionary<long, MessageView> _messages = [];
    private readonly SortedDictionary<long, HubEvent> _changes = [];

    /// <summary>Every message, by seq, in a form that can be compared.</summary>
    public IReadOnlyList<string> Messages => [.. _messages.Values.Select(message => message.ToString())];

    /// <summary>Takes a page: its messages are as they were at its head, and what came later is applied to them.</summary>
    public void Take(HubPage page)
    {
        foreach (var e in page.Events.Where(e => e.Kind == "message" && !_messages.ContainsKey(e.Seq)))
        {
            var message = new MessageView(e, page.Details.SingleOrDefault(details => details.Seq == e.Seq));
            _messages.Add(e.Seq, message);
            foreach (var change in _changes.Values.Where(change => change.Seq > page.Head)) message.Apply(change, me);
        }
    }

    /// <summary>Takes the next event of the stream.</summary>
    public void Take(HubEvent e)
    {
        if (e.Kind == "message") _messages.Add(e.Seq, new MessageView(e, null));
        if (e.Target is null && e.Thread is null) return;
        _changes.Add(e.Seq, e);
        if (_messages.TryGetValue(e.Target ?? e.Thread!.Value, out var message)) message.Apply(e, me);
    }

    /// <summary>Forgets everything, as a reset demands.</summary>
    public void Clear()
    {
        _messages.Clear();
        _changes.Clear();
    }

    private sealed class MessageView
    {
        private readonly HubEvent _first;
        private readonly SortedDictionary<string, (int Count, bool Mine)> _reactions = new(StringComparer.Ordinal);
        private string? _text;
        private long? _edited;
        private long? _deleted;
        private int _replies;

        public MessageView(HubEvent message, HubDetails? details)
        {
            (_first, _text, _edited, _deleted) = (message, message.Text, message.Edited, message.Deleted);
            _replies = details?.Replies ?? 0;
            foreach (var reaction in details?.Reactions ?? []) _reactions[reaction.Emoji] = (reaction.Count, reaction.Mine);
        }

        public void Apply(HubEvent change, Guid me)
        {
            if ((change.Target ?? change.Thread) != _first.Seq) return;
            switch (change.Kind)
            {
                case "message":
                    _replies++;
                    break;
                case "edit" when change.Text is not null && _deleted is null && !(_edited >= change.Seq):
                    (_text, _edited) = (change.Text, change.Seq);
                    break;
                case "delete":
                    (_text, _deleted) = (null, change.Seq);
                    _reactions.Clear();
                    break;
                case "react":
                case "unreact":
                    React(change, me);
                    break;
            }
        }

        public override string ToString() =>
            $"{_first.Seq} {_first.Actor.Name} to {_first.ReplyTo}/{_first.Thread}: '{_text}' edited {(_deleted is null ? _edited : null)} deleted {_deleted}, "
            + $"{_replies} replies, {string.Join(' ', _reactions.Select(r => $"{r.Key}{r.Value.Count}{(r.Value.Mine ? "!" : "")}"))}";

        private void React(HubEvent change, Guid me)
        {
            var one = change.Kind == "react" ? 1 : -1;
            var (count, mine) = _reactions.GetValueOrDefault(change.Emoji!);
            _reactions[change.Emoji!] = (count + one, change.Actor.Id == me ? one > 0 : mine);
            if (count + one == 0) _reactions.Remove(change.Emoji!);
        }
    }
}
