using System.Collections.Immutable;

namespace OrleansChat.Grains.Log;

/// <summary>One room's rows in memory: what the tables rooms, room_events, members and reactions hold of it.</summary>
internal sealed class MemoryRoom(RoomKey key)
{
    private readonly List<LogRow> _rows = [];
    private readonly Dictionary<(Guid Actor, Guid Id), long> _seqs = [];
    private readonly Dictionary<Guid, MemberRole> _members = [];
    private readonly Dictionary<(long Message, string Emoji, Guid User), Reaction> _reactions = [];
    private readonly Dictionary<long, (int Replies, long LastReply)> _threads = [];

    public RoomKey Key => key;

    public DateTimeOffset CreatedAt { get; init; }

    public string? Topic { get; private set; }

    public long Head => _rows.Count;

    public IEnumerable<Guid> Members => _members.Keys;

    /// <summary>A room whose members were there before its first event.</summary>
    public static MemoryRoom With(RoomKey key, IEnumerable<Guid> members, DateTimeOffset at)
    {
        var room = new MemoryRoom(key) { CreatedAt = at };
        foreach (var member in members) room._members.TryAdd(member, MemberRole.Member);
        return room;
    }

    public IReadOnlyDictionary<Guid, MemberRole> Roles => _members;

    public MemoryRoom Copy()
    {
        var copy = new MemoryRoom(key) { CreatedAt = CreatedAt, Topic = Topic };
        copy._rows.AddRange(_rows);
        foreach (var (write, seq) in _seqs) copy._seqs.Add(write, seq);
        foreach (var (user, role) in _members) copy._members.Add(user, role);
        foreach (var (place, reaction) in _reactions) copy._reactions.Add(place, reaction);
        foreach (var (message, thread) in _threads) copy._threads.Add(message, thread);
        return copy;
    }

    /// <summary>The seq of the join that began a membership; null for who is no member.</summary>
    public long? JoinedAt(Guid user) => _members.ContainsKey(user)
        ? _rows.FindLast(row => row.Event.Kind == EventKind.Join && row.Event.Actor.Id == user)?.Event.Seq ?? 0
        : null;

    public RoomSnapshot Snapshot(long epoch, int recent)
    {
        var rows = _rows.TakeLast(recent).ToImmutableArray();
        return new RoomSnapshot(
            key, epoch, rows,
            [.. rows.Select(row => Details(row.Event, default)).OfType<MessageDetails>().Select(details => details.Seq)],
            [.. _members.Select(member => new Member(member.Key, member.Value))]);
    }

    public AppendOutcome Append(RoomBatch batch, long epoch)
    {
        var outcome = Judge(batch, epoch);
        if (outcome != AppendOutcome.Committed) return outcome;
        foreach (var e in batch.Events) Write(e);
        return outcome;
    }

    /// <summary>What would become of the batch.</summary>
    public AppendOutcome Judge(RoomBatch batch, long epoch)
    {
        if (batch.Epoch != epoch || batch.Events[0].Seq > Head + 1) return AppendOutcome.Stale;
        if (batch.Events[0].Seq <= Head) return AppendOutcome.Fenced;
        var ids = new HashSet<(Guid, Guid)>();
        if (batch.Events.Any(e => _seqs.ContainsKey((e.Actor.Id, e.Id)) || !ids.Add((e.Actor.Id, e.Id)))) return AppendOutcome.Duplicate;
        return AppendOutcome.Committed;
    }

    public IEnumerable<LogRow> After(long seq) => _rows.Skip((int)Math.Clamp(seq, 0, int.MaxValue));

    public IEnumerable<LogRow> FindAll(IEnumerable<(Guid Actor, Guid Id)> writes) =>
        writes.Where(_seqs.ContainsKey).Select(write => _rows[(int)_seqs[write] - 1]);

    public LogPage Page(ReadRequest request)
    {
        var all = _rows.Select(row => row.Event).Where(e => request.Thread is not { } thread || e.Thread == thread).ToList();
        var before = all.Where(e => e.Seq < request.From).ToList();
        var after = all.Where(e => request.Direction == ReadDirection.Around ? e.Seq >= request.From : e.Seq > request.From).ToList();
        var (taken, more) = request.Direction switch
        {
            ReadDirection.Before => (before.TakeLast(request.Limit).ToList(), before.Count > request.Limit),
            ReadDirection.After => (after.Take(request.Limit).ToList(), after.Count > request.Limit),
            _ => ([.. before.TakeLast(request.Limit / 2), .. after.Take(request.Limit - (request.Limit / 2))], true),
        };
        if (request.Direction == ReadDirection.Around) more = taken.Count < all.Count;
        return new LogPage(
            Head, [.. taken], more,
            request.Viewer is { } viewer ? [.. taken.Select(e => Details(e, viewer)).OfType<MessageDetails>()] : []);
    }

    public MessageRecords Messages(IEnumerable<long> seqs) => new(
        Head,
        [
            .. from seq in seqs.Distinct()
               where seq >= 1 && seq <= Head
               let e = _rows[(int)seq - 1].Event
               where e.Kind == EventKind.Message
               select new MessageRecord(seq, e.Actor.Id, e.Thread, e.Deleted is not null, [.. ReactionsOf(seq)]),
        ]);

    private MessageDetails? Details(RoomEvent e, Guid viewer)
    {
        if (e.Kind != EventKind.Message) return null;
        var (replies, lastReply) = _threads.GetValueOrDefault(e.Seq);
        var reactions = ReactionsOf(e.Seq).GroupBy(reaction => reaction.Emoji, StringComparer.Ordinal)
            .Select(group => new ReactionCount(
                group.Key, group.Count(), group.Any(reaction => reaction.Actor.Id == viewer),
                [.. group.Take(Limits.ReactionNames).Select(reaction => reaction.Actor)])).ToImmutableArray();
        return replies == 0 && reactions.IsEmpty ? null : new MessageDetails(e.Seq, replies, replies == 0 ? null : lastReply, reactions);
    }

    private IOrderedEnumerable<Reaction> ReactionsOf(long message) =>
        _reactions.Where(entry => entry.Key.Message == message).Select(entry => entry.Value).OrderBy(reaction => reaction.Seq);

    private void Write(RoomEvent e)
    {
        _rows.Add(LogRow.Of(e));
        _seqs.Add((e.Actor.Id, e.Id), e.Seq);
        switch (e.Kind)
        {
            case EventKind.Join:
                _members[e.Actor.Id] = Member.RoleOf(e);
                break;
            case EventKind.Leave:
                _members.Remove(e.Actor.Id);
                break;
            case EventKind.Message when e.Thread is { } thread:
                _threads[thread] = (_threads.GetValueOrDefault(thread).Replies + 1, e.Seq);
                break;
            case EventKind.Topic:
                Topic = e.Text;
                break;
            case EventKind.Edit:
                Change(e.Target!.Value, row => row with { Event = row.Event with { Text = e.Text, Edited = e.Seq } });
                break;
            case EventKind.Delete:
                Delete(e.Target!.Value, e.Seq);
                break;
            case EventKind.React:
                _reactions.TryAdd((e.Target!.Value, e.Emoji!, e.Actor.Id), new Reaction(e.Emoji!, e.Actor, e.Seq));
                break;
            case EventKind.Unreact:
                _reactions.Remove((e.Target!.Value, e.Emoji!, e.Actor.Id));
                break;
        }
    }

    private void Delete(long message, long seq)
    {
        Change(message, row => new LogRow(row.Event with { Text = null, Deleted = seq }, null));
        foreach (var edit in _rows.Select(row => row.Event).Where(e => e.Kind == EventKind.Edit && e.Target == message).ToList())
            Change(edit.Seq, row => new LogRow(row.Event with { Text = null }, null));
        foreach (var place in _reactions.Keys.Where(place => place.Message == message).ToList()) _reactions.Remove(place);
    }

    private void Change(long seq, Func<LogRow, LogRow> change) => _rows[(int)seq - 1] = change(_rows[(int)seq - 1]);
}
