using System.Collections.Immutable;
using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>What happens to a message after it was said, whatever engine runs the room.</summary>
public abstract partial class MessageLifeSpec : EngineSpec
{
    private readonly Actor _ann = People.Person("ann");
    private readonly Actor _bob = People.Person("bob");

    /// <summary>A room that Ann made, so that she moderates it, with Bob in it and a message of each: 3 and 4.</summary>
    private async Task<IRoomGrain> TalkingRoom()
    {
        var room = NewRoom();
        await _ann.Joins(room);
        await _bob.Joins(room);
        await _ann.Says(room, "ann's");
        await _bob.Says(room, "bob's");
        return room;
    }

    [Fact]
    public async Task G1_every_change_is_an_event_with_the_next_number()
    {
        var room = await TalkingRoom();
        Ack[] acks =
        [
            await _ann.Edits(room, 3, "ann's, better"), await _ann.Replies(room, 4, "an answer"), await _bob.Reacts(room, 3, "👍"),
            await _bob.Unreacts(room, 3, "👍"), await _bob.Deletes(room, 4),
        ];
        Assert.Equal([5, 6, 7, 8, 9], acks.Select(ack => ack.Seq));
        var events = (await room.After(4, 10)).Events;
        Assert.Equal([EventKind.Edit, EventKind.Message, EventKind.React, EventKind.Unreact, EventKind.Delete], events.Select(e => e.Kind));
        Assert.Equal([3, null, 3, 3, 4], events.Select(e => e.Target));
        Assert.Equal([null, 4, null, null, null], events.Select(e => e.ReplyTo));
        Assert.Equal([null, null, "👍", "👍", null], events.Select(e => e.Emoji));
        Assert.Equal([_ann, _ann, _bob, _bob, _bob], events.Select(e => e.Actor));
    }

    [Fact]
    public async Task An_edited_message_is_read_with_its_present_text()
    {
        var room = await TalkingRoom();
        await _ann.Edits(room, 3, "second");
        var last = await _ann.Edits(room, 3, "third");
        var message = (await room.After(2, 1)).Events.Single();
        Assert.Equal(("third", last.Seq), (message.Text, message.Edited));
        Assert.Equal(message, (await room.SeenBy(_bob)).Events.Single(e => e.Seq == 3));
    }

    [Fact]
    public async Task A_deleted_text_is_gone_from_every_event_and_a_tombstone_keeps_its_place()
    {
        var room = await TalkingRoom();
        await _ann.Edits(room, 3, "ann's again");
        await _bob.Reacts(room, 3, "🎉");
        var deletion = await _ann.Deletes(room, 3);
        var events = await room.Everything();
        Assert.Equal(Enumerable.Range(1, 7), events.Select(e => (int)e.Seq));
        Assert.DoesNotContain(events, e => e.Text?.StartsWith("ann", StringComparison.Ordinal) == true);
        Assert.Equal(deletion.Seq, events[2].Deleted);
        Assert.Empty((await room.SeenBy(_bob)).Details);
        Assert.Empty((await room.ReadReactions(3, _ann.Id)).Reactions);
    }

    [Fact]
    public async Task Only_its_author_edits_a_message_and_only_its_author_or_a_moderator_deletes_it()
    {
        var room = await TalkingRoom();
        Assert.Equal(ErrorCode.NotAllowed, await Refused(_bob.Edits(room, 3, "hers")));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(_ann.Edits(room, 4, "a moderator doesn't put words into mouths")));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(_bob.Deletes(room, 3)));
        await _ann.Deletes(room, 4);
        Assert.Equal(5, (await room.Newest()).Head);
    }

    [Fact]
    public async Task Who_made_a_room_moderates_it_until_they_leave()
    {
        var room = NewRoom();
        Assert.Equal(MemberRole.Moderator, (await room.Join(new JoinRequest(_ann, Guid.NewGuid()))).Role);
        Assert.Equal(MemberRole.Member, (await room.Join(new JoinRequest(_bob, Guid.NewGuid()))).Role);
        Assert.Equal(MemberRole.Moderator, (await room.Join(new JoinRequest(_ann, Guid.NewGuid()))).Role);
        var said = await _bob.Says(room, "bob's");
        await _ann.Leaves(room);
        Assert.Equal(MemberRole.Member, (await room.Join(new JoinRequest(_ann, Guid.NewGuid()))).Role);
        Assert.Equal(ErrorCode.NotAllowed, await Refused(_ann.Deletes(room, said.Seq)));
    }

    [Fact]
    public async Task The_common_room_belongs_to_nobody()
    {
        var lobby = Engine.Room(Limits.CommonRoom);
        Assert.Equal(MemberRole.Member, (await lobby.Join(new JoinRequest(_ann, Guid.NewGuid()))).Role);
        await _ann.Leaves(lobby);
    }

    [Fact]
    public async Task What_is_no_message_cannot_be_changed_or_answered()
    {
        var room = await TalkingRoom();
        foreach (var seq in new long[] { 0, -1, 1, 5, long.MaxValue, long.MinValue })
        {
            Assert.Equal(ErrorCode.NoSuchMessage, await Refused(_ann.Edits(room, seq, "x")));
            Assert.Equal(ErrorCode.NoSuchMessage, await Refused(_ann.Deletes(room, seq)));
            Assert.Equal(ErrorCode.NoSuchMessage, await Refused(_ann.Reacts(room, seq, "👍")));
            Assert.Equal(ErrorCode.NoSuchMessage, await Refused(_ann.Unreacts(room, seq, "👍")));
            Assert.Equal(ErrorCode.NoSuchMessage, await Refused(_ann.Replies(room, seq, "x")));
            Assert.Equal(ErrorCode.NoSuchMessage, await Refused(room.ReadReactions(seq, _ann.Id)));
        }

        Assert.Equal(4, (await room.Newest()).Head);
    }

    [Fact]
    public async Task A_deleted_message_cannot_be_changed_or_answered()
    {
        var room = await TalkingRoom();
        await _ann.Deletes(room, 3);
        Assert.Equal(ErrorCode.MessageDeleted, await Refused(_ann.Edits(room, 3, "x")));
        Assert.Equal(ErrorCode.MessageDeleted, await Refused(_ann.Deletes(room, 3)));
        Assert.Equal(ErrorCode.MessageDeleted, await Refused(_bob.Reacts(room, 3, "👍")));
        Assert.Equal(ErrorCode.MessageDeleted, await Refused(_bob.Replies(room, 3, "x")));
    }

    [Fact]
    public async Task G5_a_change_of_a_message_that_was_seen_in_another_epoch_is_refused()
    {
        var room = await TalkingRoom();
        var epoch = (await room.Newest()).Epoch;
        var edit = WriteRequest.Edit(_ann, Guid.NewGuid(), 3, "of which log?");
        Assert.Equal(ErrorCode.EpochChanged, await Refused(room.Write(edit with { Epoch = epoch - 1 })));
        Assert.Equal(5, (await room.Write(edit with { Epoch = epoch })).Seq);
    }

    [Fact]
    public async Task An_empty_page_tells_the_head_too()
    {
        var room = await TalkingRoom();
        var thread = await room.Read(new ReadRequest(ReadDirection.After, 0, 10, _bob.Id, Thread: 3));
        Assert.Equal((4, false), (thread.Head, thread.More));
        Assert.Empty(thread.Events);
    }

    [Fact]
    public async Task Only_members_change_anything()
    {
        var (room, eve) = (await TalkingRoom(), People.Person("eve"));
        Assert.Equal(ErrorCode.NotAMember, await Refused(eve.Reacts(room, 3, "👍")));
        await _bob.Leaves(room);
        Assert.Equal(ErrorCode.NotAMember, await Refused(_bob.Edits(room, 4, "x")));
        Assert.Equal(ErrorCode.NotAMember, await Refused(_bob.Deletes(room, 4)));
    }

    [Fact]
    public async Task Replies_to_replies_are_one_thread_that_its_first_message_counts()
    {
        var room = await TalkingRoom();
        var first = await _bob.Replies(room, 3, "first");
        var second = await _ann.Replies(room, first.Seq, "second");
        await _bob.Says(room, "something else");
        var third = await _bob.Replies(room, 3, "third");
        await _ann.Deletes(room, second.Seq);

        var page = await room.SeenBy(_bob);
        Assert.Equal([3, 3, 3], page.Events.Where(e => e.Thread is not null).Select(e => e.Thread));
        Assert.Equal([3, first.Seq, 3], page.Events.Where(e => e.ReplyTo is not null).Select(e => e.ReplyTo));
        var details = Assert.Single(page.Details);
        Assert.Equal((3, 3, third.Seq), (details.Seq, details.Replies, details.LastReply));

        var thread = await room.Read(new ReadRequest(ReadDirection.After, 0, 2, _bob.Id, Thread: 3));
        Assert.Equal([first.Seq, second.Seq], thread.Events.Select(e => e.Seq));
        Assert.True(thread.More);
        Assert.Null(thread.Events[1].Text);
        var newest = await room.Read(new ReadRequest(ReadDirection.Before, long.MaxValue, 2, _bob.Id, Thread: 3));
        Assert.Equal([second.Seq, third.Seq], newest.Events.Select(e => e.Seq));
        Assert.True(newest.More);
        Assert.False((await room.Read(new ReadRequest(ReadDirection.After, second.Seq, 2, _bob.Id, Thread: 3))).More);
    }

    [Fact]
    public async Task G3_every_change_sent_again_returns_the_first_ack()
    {
        var room = await TalkingRoom();
        var writes = ImmutableArray.Create(
            WriteRequest.Edit(_ann, Guid.NewGuid(), 3, "better"), WriteRequest.React(_ann, Guid.NewGuid(), 4, "👍"),
            WriteRequest.Unreact(_ann, Guid.NewGuid(), 4, "👍"), WriteRequest.Message(_ann, Guid.NewGuid(), "answer", 4),
            WriteRequest.Delete(_ann, Guid.NewGuid(), 3));
        var first = await room.WriteAll(writes);
        Assert.All(first, result => Assert.Null(result.Refusal));
        var head = (await room.Newest()).Head;

        // At once, when memory knows, and when only the log does.
        Assert.Equal(first.AsEnumerable(), await room.WriteAll(writes));
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _bob.Says(room, $"{i}")));
        Assert.Equal(first.AsEnumerable(), await room.WriteAll(writes));
        Assert.Equal(head + 300, (await room.Newest()).Head);
    }

    [Fact]
    public async Task G3_the_same_id_for_another_change_is_refused()
    {
        var (room, id) = (await TalkingRoom(), Guid.NewGuid());
        await _ann.Edits(room, 3, "better", id);
        Assert.Equal(ErrorCode.IdReused, await Refused(_ann.Edits(room, 3, "best", id)));
        Assert.Equal(ErrorCode.IdReused, await Refused(_ann.Says(room, "better", id)));
        Assert.Equal(ErrorCode.IdReused, await Refused(_ann.Reacts(room, 3, "👍", id)));
        Assert.Equal(ErrorCode.IdReused, await Refused(_ann.Deletes(room, 3, id)));
    }

    [Fact]
    public async Task G3_a_message_that_was_edited_or_deleted_since_still_has_its_ack()
    {
        var (room, id, edit) = (await TalkingRoom(), Guid.NewGuid(), Guid.NewGuid());
        var said = await _bob.Says(room, "once", id);
        await _bob.Edits(room, said.Seq, "twice", edit);
        Assert.Equal(said, await _bob.Says(room, "once", id));
        Assert.Equal(ErrorCode.IdReused, await Refused(_bob.Says(room, "twice", id)));
        await _ann.Deletes(room, said.Seq);
        Assert.Equal(said, await _bob.Says(room, "once", id));
        Assert.Equal(said.Seq + 1, (await _bob.Edits(room, said.Seq, "twice", edit)).Seq);
        Assert.Equal(said.Seq + 2, (await room.Newest()).Head);
    }

    [Fact]
    public async Task Messages_that_the_room_no_longer_remembers_are_changed_all_the_same()
    {
        var room = await TalkingRoom();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _bob.Says(room, $"{i}")));
        await _bob.Reacts(room, 3, "👍");
        await _ann.Edits(room, 3, "old but better");
        await _bob.Replies(room, 3, "I had not seen that");
        Assert.Equal(ErrorCode.NoChange, await Refused(_bob.Reacts(room, 3, "👍")));
        Assert.Equal(ErrorCode.NotAllowed, await Refused(_bob.Edits(room, 3, "x")));
        Assert.Equal(ErrorCode.NoSuchMessage, await Refused(_bob.Edits(room, 1, "x")));

        var page = await room.Read(new ReadRequest(ReadDirection.Around, 3, 5, _bob.Id));
        Assert.Equal([1, 2, 3, 4, 5], page.Events.Select(e => e.Seq));
        Assert.Equal("old but better", page.Events[2].Text);
        Assert.Equal((3, 1, 1), (page.Details.Single().Seq, page.Details.Single().Replies, page.Details.Single().Reactions.Single().Count));
        await _ann.Deletes(room, 3);
        Assert.Null((await room.After(2, 1)).Events.Single().Text);
    }
}
