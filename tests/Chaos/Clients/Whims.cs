using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Clients;

/// <summary>The messages of a room that last: everybody may answer and react to them.</summary>
internal sealed class Topics
{
    private readonly List<long> _messages = [];

    public void Add(long seq)
    {
        lock (_messages) _messages.Add(seq);
    }

    /// <summary>A newer one; null when there is none yet.</summary>
    public long? Choose(Random random)
    {
        lock (_messages) return _messages.Count == 0 ? null : _messages[^(1 + random.Next(Math.Min(_messages.Count, 20)))];
    }
}

/// <summary>
/// What one person wants next in one room. Nothing forbidden: only messages of one's own are changed, one change after
/// the other, deleted at most once and then left alone; only lasting ones are answered; a reaction is added when it isn't
/// there, and taken back when it is. So no refusal but "try again" is right.
/// </summary>
internal sealed class Whims(string name, Topics topics, Random random)
{
    private static readonly string[] Emojis = ["👍", "🎉", "❤️"];

    private readonly List<long> _own = [];
    private readonly HashSet<(long, string)> _reactions = [];
    private readonly HashSet<(long, string?)> _busy = [];
    private int _said;

    /// <summary>The next wish.</summary>
    public Wish Next()
    {
        var wish = random.Next(100) switch
        {
            < 60 => null,
            < 70 => topics.Choose(random) is { } to ? Say(to) : null,
            < 80 => Own() is { } seq ? Change(Wish.Edit, seq, text: $"{name} {++_said}, better") : null,
            < 85 => Own() is { } seq && !IsLasting(seq) ? Change(Wish.Delete, seq) : null,
            < 95 => topics.Choose(random) is { } seq ? Toggle(seq, Emojis[random.Next(Emojis.Length)]) : null,
            _ => Own() is { } seq && IsLasting(seq) ? Toggle(seq, Emojis[random.Next(Emojis.Length)]) : null,
        };
        wish ??= Say(null);
        if (wish.Kind != Wish.Message) _busy.Add((wish.Target!.Value, wish.Emoji));
        return wish;
    }

    /// <summary>Takes note of what has come true.</summary>
    public void Done(Wish wish, HubAck ack)
    {
        switch (wish.Kind)
        {
            case Wish.Message:
                _own.Add(ack.Seq);
                if (IsLasting(ack.Seq)) topics.Add(ack.Seq);
                return;
            case Wish.Delete: _own.Remove(wish.Target!.Value); break;
            case Wish.React: _reactions.Add((wish.Target!.Value, wish.Emoji!)); break;
            case Wish.Unreact: _reactions.Remove((wish.Target!.Value, wish.Emoji!)); break;
        }

        _busy.Remove((wish.Target!.Value, wish.Emoji));
    }

    // Two in three.
    private static bool IsLasting(long seq) => seq % 3 != 0;

    private Wish Say(long? to) => new(Guid.NewGuid(), Wish.Message, $"{name} {++_said}", to);

    private Wish? Change(string kind, long seq, string? text = null) =>
        _busy.Contains((seq, null)) ? null : new Wish(Guid.NewGuid(), kind, text, seq);

    private Wish? Toggle(long seq, string emoji) => _busy.Contains((seq, emoji))
        ? null
        : new Wish(Guid.NewGuid(), _reactions.Contains((seq, emoji)) ? Wish.Unreact : Wish.React, null, seq, emoji);

    private long? Own() => _own.Count == 0 ? null : _own[random.Next(_own.Count)];
}
