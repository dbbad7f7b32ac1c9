using OrleansChat.Grains.Log;
using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>How a log behaves, whatever keeps it: the contract at <see cref="IRoomLog"/>, sentence by sentence.</summary>
public abstract class RoomLogSpec
{
    private static readonly DateTimeOffset At = new(2030, 5, 4, 3, 2, 1, 234, TimeSpan.Zero);
    private readonly Actor _ann = People.Person("ann");

    /// <summary>The log under test.</summary>
    protected abstract IRoomLog Log { get; }

    private async Task<RoomKey> NewRoom()
    {
        var name = $"room-{Guid.NewGuid():N}";
        await Log.Create(name, At, []);
        return (await Log.Load(name, 10))!.Key;
    }

    private RoomEvent Message(RoomKey room, long seq, string text = "hello", Guid? id = null, Actor? actor = null) =>
        new(room.Name, seq, EventKind.Message, At, actor ?? _ann, id ?? Guid.NewGuid(), text);

    private static RoomEvent Change(RoomKey room, long seq, EventKind kind, Actor actor) =>
        new(room.Name, seq, kind, At, actor, Guid.NewGuid(), null);

    private async Task<AppendOutcome> Append(RoomKey room, params RoomEvent[] events) =>
        await Log.Append(new RoomBatch(room, await Log.ReadEpoch(), [.. events]));

    private async Task<IEnumerable<RoomEvent>> ReadAfter(RoomKey room, long after, int limit) =>
        (await Log.ReadAfter(room, after, limit)).Select(row => row.Event);

    private async Task<IEnumerable<RoomEvent>> ReadBefore(RoomKey room, long before, int limit) =>
        (await Log.ReadPage(room, new ReadRequest(ReadDirection.Before, before, limit))).Events;

    [Fact]
    public async Task A_room_that_was_never_made_is_absent() => Assert.Null(await Log.Load($"room-{Guid.NewGuid():N}", 10));

    [Fact]
    public async Task A_new_room_is_empty_and_making_it_again_changes_nothing()
    {
        var key = await NewRoom();
        await Append(key, Message(key, 1));
        await Log.Create(key.Name, At, []);
        var snapshot = await Log.Load(key.Name, 10);
        Assert.Equal(key, snapshot!.Key);
        Assert.Single(snapshot.Recent);
    }

    [Fact]
    public async Task What_was_committed_is_read_back_exactly()
    {
        var key = await NewRoom();
        RoomEvent[] events =
        [
            Change(key, 1, EventKind.Join, _ann), Message(key, 2, "e\u0301 👩‍👩‍👧 \t\n'\"\\"), Change(key, 3, EventKind.Leave, _ann),
        ];
        Assert.Equal(AppendOutcome.Committed, await Append(key, events));
        Assert.Equal(events, await ReadAfter(key, 0, 10));
        Assert.Equal(events, (await Log.Load(key.Name, 10))!.Recent.Select(row => row.Event));
    }

    [Fact]
    public async Task Pages_are_cut_by_seq_and_limit()
    {
        var key = await NewRoom();
        await Append(key, [.. Enumerable.Range(1, 10).Select(seq => Message(key, seq))]);
        Assert.Equal([4, 5, 6], (await ReadAfter(key, 3, 3)).Select(e => e.Seq));
        Assert.Equal([5, 6, 7], (await ReadBefore(key, 8, 3)).Select(e => e.Seq));
        Assert.Equal([9, 10], (await ReadBefore(key, long.MaxValue, 2)).Select(e => e.Seq));
        Assert.Equal([9, 10], (await Log.Load(key.Name, 2))!.Recent.Select(row => row.Event.Seq));
        Assert.Empty(await ReadAfter(key, 10, 3));
        Assert.Empty(await ReadBefore(key, 1, 3));
    }

    [Fact]
    public async Task G6_a_number_that_is_taken_fences_the_whole_batch()
    {
        var key = await NewRoom();
        await Append(key, Message(key, 1, "first"));
        Assert.Equal(AppendOutcome.Fenced, await Append(key, Message(key, 1, "second"), Message(key, 2, "third")));
        Assert.Equal(["first"], (await ReadAfter(key, 0, 10)).Select(e => e.Text));
    }

    [Fact]
    public async Task G6_of_two_writers_at_once_one_is_fenced()
    {
        var key = await NewRoom();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Append(key, Message(key, 1))));
        Assert.Single(outcomes, AppendOutcome.Committed);
        Assert.Equal(7, outcomes.Count(outcome => outcome == AppendOutcome.Fenced));
        Assert.Single(await ReadAfter(key, 0, 10));
    }

    [Fact]
    public async Task G1_an_event_without_its_predecessor_is_not_written()
    {
        var key = await NewRoom();
        Assert.Equal(AppendOutcome.Stale, await Append(key, Message(key, 2)));
        await Append(key, Message(key, 1));
        Assert.Equal(AppendOutcome.Stale, await Append(key, Message(key, 3), Message(key, 4)));
        Assert.Equal([1], (await ReadAfter(key, 0, 10)).Select(e => e.Seq));
    }

    [Fact]
    public async Task G5_nothing_is_written_for_another_epoch()
    {
        var (key, epoch) = (await NewRoom(), await Log.ReadEpoch());
        foreach (var other in new[] { epoch - 1, epoch + 1 })
            Assert.Equal(AppendOutcome.Stale, await Log.Append(new RoomBatch(key, other, [Message(key, 1)])));
        Assert.Empty(await ReadAfter(key, 0, 10));
    }

    [Fact]
    public async Task G3_an_id_that_is_taken_refuses_the_whole_batch()
    {
        var (key, id) = (await NewRoom(), Guid.NewGuid());
        await Append(key, Message(key, 1, "first", id));
        Assert.Equal(AppendOutcome.Duplicate, await Append(key, Message(key, 2, "other"), Message(key, 3, "again", id)));
        Assert.Single(await ReadAfter(key, 0, 10));
        Assert.Equal(AppendOutcome.Committed, await Append(key, Message(key, 2, "bob's", id, People.Person("bob"))));
    }

    [Fact]
    public async Task G3_an_event_is_found_by_its_author_and_id()
    {
        var (key, id) = (await NewRoom(), Guid.NewGuid());
        var written = Message(key, 1, "first", id);
        await Append(key, written);
        var other = Message(key, 2);
        await Append(key, other, Message(key, 3));
        Assert.Equal(written, (await Log.FindAll(key, [(_ann.Id, id)])).Single().Event);
        Assert.Equal(
            [written, other],
            (await Log.FindAll(key, [(other.Actor.Id, other.Id), (_ann.Id, Guid.NewGuid()), (Guid.NewGuid(), id), (_ann.Id, id)])).Select(row => row.Event).OrderBy(e => e.Seq));
    }

    [Fact]
    public async Task Members_follow_the_joins_and_leaves_that_were_committed()
    {
        var (key, bob, eve) = (await NewRoom(), People.Person("bob"), People.Person("eve"));
        await Append(key, Change(key, 1, EventKind.Join, _ann), Change(key, 2, EventKind.Join, bob));
        await Append(key, Change(key, 2, EventKind.Join, eve));
        Assert.Equal(new[] { _ann.Id, bob.Id }.Order(), await Members(key));

        // Within one batch the last change counts.
        await Append(
            key,
            Change(key, 3, EventKind.Leave, _ann), Change(key, 4, EventKind.Join, _ann),
            Change(key, 5, EventKind.Join, eve), Change(key, 6, EventKind.Leave, eve), Change(key, 7, EventKind.Leave, bob));
        Assert.Equal([_ann.Id], await Members(key));
    }

    [Fact]
    public async Task Rooms_do_not_share_numbers_or_ids()
    {
        var (first, second, id) = (await NewRoom(), await NewRoom(), Guid.NewGuid());
        Assert.Equal(AppendOutcome.Committed, await Append(first, Message(first, 1, id: id)));
        Assert.Equal(AppendOutcome.Committed, await Append(second, Message(second, 1, id: id)));
    }

    [Fact]
    public async Task Many_rooms_at_once_are_all_written_and_only_the_one_at_fault_is_refused()
    {
        var keys = new List<RoomKey>();
        for (var i = 0; i < 40; i++) keys.Add(await NewRoom());
        await Append(keys[7], Message(keys[7], 1));

        var outcomes = await Task.WhenAll(keys.Select(key => Append(key, Message(key, 1), Message(key, 2))));
        Assert.Equal(keys.Select(key => key == keys[7] ? AppendOutcome.Fenced : AppendOutcome.Committed), outcomes);
        foreach (var key in keys.Where(key => key != keys[7])) Assert.Equal(2, (await ReadAfter(key, 0, 10)).Count());
    }

    [Fact]
    public async Task A_room_may_be_made_with_members_who_never_joined()
    {
        var (name, bob) = (DirectRooms.Name(_ann.Id, Guid.NewGuid()), Guid.NewGuid());
        await Log.Create(name, At, [_ann.Id, bob]);
        await Log.Create(name, At, [Guid.NewGuid()]);
        var made = (await Log.Load(name, 10))!;
        Assert.Equal(
            new[] { new Member(_ann.Id, MemberRole.Member), new Member(bob, MemberRole.Member) }.OrderBy(member => member.User),
            made.Members.OrderBy(member => member.User));
        Assert.Empty(made.Recent);
        Assert.Equal(AppendOutcome.Committed, await Append(made.Key, Message(made.Key, 1)));
    }

    [Fact]
    public async Task The_last_topic_of_a_batch_is_the_rooms()
    {
        var (first, second) = (await NewRoom(), await NewRoom());
        RoomEvent Topic(RoomKey room, long seq, string? topic) => Change(room, seq, EventKind.Topic, _ann) with { Text = topic };
        RoomEvent[] events = [Topic(first, 1, "soup"), Topic(first, 2, null), Message(first, 3), Topic(first, 4, "salad")];
        await Append(first, events);
        await Append(second, Topic(second, 1, "bread"), Topic(second, 2, null));
        Assert.Equal(events, await ReadAfter(first, 0, 10));
        Assert.Equal(("salad", null), (await TopicOf(first), await TopicOf(second)));
    }

    /// <summary>A room's topic, as lists show it.</summary>
    protected abstract Task<string?> TopicOf(RoomKey room);

    private async Task<IEnumerable<Guid>> Members(RoomKey key) => (await Log.Load(key.Name, 10))!.Members.Select(member => member.User).Order();
}
