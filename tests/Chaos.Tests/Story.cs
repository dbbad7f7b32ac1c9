using OrleansChat.Chaos.Records;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Chaos.Tests;

/// <summary>A small run as it should be: ann says six things on two connections, bob listens on two. Tests spoil it.</summary>
internal sealed class Story
{
    public const string Room = "room";
    public const int ResumeEvents = 100;
    private static readonly DateTimeOffset Begin = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly HubUser Ann = new(Guid.NewGuid(), "ann");
    private static readonly HubUser Bob = new(Guid.NewGuid(), "bob");

    /// <summary>The log: two joins, then six messages.</summary>
    public List<HubEvent> Log { get; } =
    [
        Event(1, "join", Ann, null), Event(2, "join", Bob, null), .. Enumerable.Range(3, 6).Select(seq => Event(seq, "message", Ann, $"ann {seq}")),
    ];

    /// <summary>Ann's attempts: the first four on connection 1, where the fourth was not answered; the rest on 2.</summary>
    public List<Attempt> Attempts { get; } = [];

    /// <summary>Bob's stays: from nowhere to 5, then from there.</summary>
    public List<Stay> Stays { get; } = [];

    public Story()
    {
        for (var seq = 3; seq <= 5; seq++) Attempts.Add(Attempt(1, seq, acked: true));
        Attempts.Add(Attempt(1, 6, acked: false));
        for (var seq = 6; seq <= 8; seq++) Attempts.Add(Attempt(2, seq, acked: true));
        Stays.Add(Joined(3, null, [1, 2], [2, 3, 4, 5]));
        Stays.Add(Resumed(4, 5, [6, 7, 8]));
    }

    /// <summary>What pages say of messages: nothing, until a test has somebody answer or react.</summary>
    public Dictionary<long, HubDetails> Details { get; } = [];

    /// <summary>Which checks don't hold.</summary>
    public IReadOnlyList<string> Broken()
    {
        var record = new Records.Record();
        Attempts.ForEach(record.Add);
        Stays.ForEach(record.Add);
        record.Histories[Room] = Log;
        record.Details[Room] = Details;
        return [.. new Checks.Checker(record, ResumeEvents).All().Where(check => !check.Holds).Select(check => check.Name)];
    }

    /// <summary>An attempt to say what the log has at this seq.</summary>
    public Attempt Attempt(long connection, int seq, bool acked)
    {
        var e = Log[seq - 1];
        return new Attempt(Attempts.Count + 1, connection, Room, e.Actor.Id, new Wish(e.Id, e.Kind, e.Text, e.Target ?? e.ReplyTo, e.Emoji), Begin)
        {
            Ack = acked ? new HubAck(Room, 1, e.Seq, e.At, e.Id) : null,
        };
    }

    /// <summary>Ann does something more, and bob hears it.</summary>
    public HubEvent Does(string kind, string? text = null, long? target = null, string? emoji = null)
    {
        var e = Event(Log.Count + 1, kind, Ann, text) with { Target = target, Emoji = emoji };
        Log.Add(e);
        Attempts.Add(Attempt(2, Log.Count, acked: true));
        Stays[^1].Hear(e, Begin);
        return e;
    }

    /// <summary>Changes a row of the log, as edits and deletions do.</summary>
    public void Rewrite(long seq, Func<HubEvent, HubEvent> change) => Log[(int)seq - 1] = change(Log[(int)seq - 1]);

    /// <summary>A join that was answered with a page.</summary>
    public Stay Joined(long connection, long? after, int[] page, int[] heard, bool reset = false, long? head = null)
    {
        var events = page.Select(seq => Log[seq - 1]).ToArray();
        var stay = new Stay("bob", connection, Room, after is { } seq ? new Position(1, seq) : null)
        {
            Answer = new HubJoin(Room, 1, head ?? page[^1], reset, "member", new HubPage(Room, 1, head ?? page[^1], events, page[0] > 1, [])),
        };
        return Hears(stay, heard);
    }

    /// <summary>A join that goes on from a position.</summary>
    public Stay Resumed(long connection, long after, int[] heard) =>
        Hears(new Stay("bob", connection, Room, new Position(1, after)) { Answer = new HubJoin(Room, 1, Log.Count, false, "member", null) }, heard);

    private Stay Hears(Stay stay, int[] heard)
    {
        foreach (var seq in heard) stay.Hear(Log[seq - 1], Begin);
        return stay;
    }

    private static HubEvent Event(long seq, string kind, HubUser actor, string? text) =>
        new(Room, seq, kind, Begin.AddSeconds(seq), actor, Guid.NewGuid(), text);
}
