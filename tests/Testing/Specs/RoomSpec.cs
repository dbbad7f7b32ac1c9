using System.Collections.Immutable;
using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>How a room behaves, whatever engine runs it. Each engine's tests inherit this.</summary>
public abstract class RoomSpec : EngineSpec
{
    [Fact]
    public async Task G1_every_event_gets_the_previous_number_plus_one_from_1()
    {
        var (room, ann, bob) = (NewRoom(), People.Person("ann"), People.Person("bob"));
        await ann.Joins(room);
        await bob.Joins(room);
        await ann.Says(room, "one");
        await bob.Says(room, "two");
        await bob.Leaves(room);

        var events = (await room.Newest()).Events;
        Assert.Equal([1, 2, 3, 4, 5], events.Select(e => e.Seq));
        Assert.Equal(
            [EventKind.Join, EventKind.Join, EventKind.Message, EventKind.Message, EventKind.Leave],
            events.Select(e => e.Kind));
        Assert.Equal([ann, bob, ann, bob, bob], events.Select(e => e.Actor));
        Assert.Equal([null, null, "one", "two", null], events.Select(e => e.Text));
    }

    [Fact]
    public async Task G1_many_senders_at_once_get_one_order_without_gaps()
    {
        var room = NewRoom();
        var people = Enumerable.Range(0, 8).Select(i => People.Person($"p{i}")).ToList();
        await Task.WhenAll(people.Select(person => person.Joins(room)));
        var acks = await Task.WhenAll(people.SelectMany(person =>
            Enumerable.Range(0, 25).Select(i => person.Says(room, $"{person.Name} {i}"))));

        var events = await room.Everything();
        Assert.Equal(Enumerable.Range(1, 8 + 200).Select(i => (long)i), events.Select(e => e.Seq));
        Assert.Equal(acks.Select(ack => ack.Seq).Order(), events.Where(e => e.Kind == EventKind.Message).Select(e => e.Seq));
        Assert.All(acks, ack => Assert.Equal(ack.Id, events[(int)ack.Seq - 1].Id));
        Assert.Equal(events.Select(e => e.At).Order(), events.Select(e => e.At));
    }

    [Fact]
    public async Task G1_messages_of_one_call_keep_their_order_and_each_has_its_own_answer()
    {
        var (room, ann, bob) = (NewRoom(), People.Person("ann"), People.Person("bob"));
        await ann.Joins(room);
        var requests = Enumerable.Range(0, 300)
            .Select(i => WriteRequest.Message(i % 100 == 50 ? bob : ann, Guid.NewGuid(), i % 100 == 60 ? "" : $"{i}")).ToImmutableArray();
        var results = await room.WriteAll(requests);

        Assert.All(results.Where((_, i) => i % 100 == 50), result => Assert.Equal(ErrorCode.NotAMember, result.Refusal));
        Assert.All(results.Where((_, i) => i % 100 == 60), result => Assert.Equal(ErrorCode.EmptyText, result.Refusal));
        var written = requests.Zip(results).Where(pair => pair.Second.Ack is not null).ToList();
        Assert.Equal(294, written.Count);
        Assert.Equal(Enumerable.Range(2, 294).Select(i => (long)i), written.Select(pair => pair.Second.Ack!.Seq));
        Assert.Equal(written.Select(pair => pair.First.Text), (await room.Everything()).Skip(1).Select(e => e.Text));
    }

    [Fact]
    public async Task G2_what_was_acknowledged_is_on_the_next_page_read()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        for (var i = 0; i < 10; i++)
        {
            var ack = await ann.Says(room, $"message {i}");
            Assert.Equal(ack.Seq, (await room.Newest(1)).Events.Single().Seq);
        }
    }

    [Fact]
    public async Task G3_the_same_id_again_returns_the_first_ack_and_makes_no_second_event()
    {
        var (room, ann, id) = (NewRoom(), People.Person("ann"), Guid.NewGuid());
        await ann.Joins(room);
        var first = await ann.Says(room, "once", id);
        await ann.Says(room, "something else");
        var second = await ann.Says(room, "once", id);

        Assert.Equal(first, second);
        Assert.Single((await room.Newest()).Events, e => e.Text == "once");
    }

    [Fact]
    public async Task G3_the_same_id_many_times_at_once_makes_one_event()
    {
        var (room, ann, id) = (NewRoom(), People.Person("ann"), Guid.NewGuid());
        await ann.Joins(room);
        var acks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ann.Says(room, "once", id)));
        Assert.Single(acks.Distinct());
        Assert.Equal(2, (await room.Newest()).Head);
    }

    [Fact]
    public async Task G3_an_id_older_than_what_the_room_remembers_still_returns_the_first_ack()
    {
        var (room, ann, id) = (NewRoom(), People.Person("ann"), Guid.NewGuid());
        await ann.Joins(room);
        var first = await ann.Says(room, "once", id);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => ann.Says(room, $"{i}")));

        Assert.Equal(first, await ann.Says(room, "once", id));
        Assert.Equal(302, (await room.Newest(1)).Head);
        Assert.Equal(ErrorCode.IdReused, await Refused(ann.Says(room, "twice", id)));
    }

    [Fact]
    public async Task G3_the_same_id_with_another_text_is_refused()
    {
        var (room, ann, id) = (NewRoom(), People.Person("ann"), Guid.NewGuid());
        await ann.Joins(room);
        await ann.Says(room, "this", id);
        Assert.Equal(ErrorCode.IdReused, await Refused(ann.Says(room, "that", id)));
        Assert.Equal(2, (await room.Newest()).Head);
    }

    [Fact]
    public async Task G3_ids_belong_to_their_author()
    {
        var (room, ann, bob, id) = (NewRoom(), People.Person("ann"), People.Person("bob"), Guid.NewGuid());
        await ann.Joins(room);
        await bob.Joins(room);
        var first = await ann.Says(room, "mine", id);
        var second = await bob.Says(room, "mine too", id);
        Assert.NotEqual(first.Seq, second.Seq);
    }

    [Fact]
    public async Task G3_who_has_left_still_gets_the_ack_of_what_they_said_before()
    {
        var (room, ann, id) = (NewRoom(), People.Person("ann"), Guid.NewGuid());
        await ann.Joins(room);
        var ack = await ann.Says(room, "before", id);
        await ann.Leaves(room);
        Assert.Equal(ack, await ann.Says(room, "before", id));
        Assert.Equal(ErrorCode.NotAMember, await Refused(ann.Says(room, "after")));
    }

    [Fact]
    public async Task G4_a_subscribed_gateway_hears_every_event_in_batches_that_are_in_order()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        var ear = new RecordingObserver();
        var reference = Engine.CreateObserver(ear);
        var from = await room.Subscribe(new SubscribeRequest("gateway", reference));
        Assert.Equal(1, from.Head);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => ann.Says(room, $"{i}")));
        // Batches are one-way calls, which may overtake each other: the gateway puts them in order.
        await Eventually.Holds(() => Task.FromResult(ear.Heard.Count == 50), "50 events at the observer");
        Assert.Equal((await room.After(1, 100)).Events, ear.Heard.OrderBy(e => e.Seq));
        Assert.All(ear.Batches, batch => Assert.Equal(batch.Events.Select((_, i) => batch.Events[0].Seq + i), batch.Events.Select(e => e.Seq)));
        Engine.ReleaseObserver(reference);
    }

    [Fact]
    public async Task G4_renewing_a_subscription_returns_the_head()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        var reference = Engine.CreateObserver(new RecordingObserver());
        await room.Subscribe(new SubscribeRequest("gateway", reference));
        var ack = await ann.Says(room, "the last one");
        Assert.Equal(ack.Seq, (await room.Subscribe(new SubscribeRequest("gateway", reference))).Head);
        Engine.ReleaseObserver(reference);
    }

    [Fact]
    public async Task An_unsubscribed_gateway_hears_nothing_more()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        var (gone, stays) = (new RecordingObserver(), new RecordingObserver());
        var (goneReference, staysReference) = (Engine.CreateObserver(gone), Engine.CreateObserver(stays));
        await room.Subscribe(new SubscribeRequest("gone", goneReference));
        await room.Subscribe(new SubscribeRequest("stays", staysReference));
        await room.Unsubscribe("gone");

        var ack = await ann.Says(room, "hello");
        await stays.HearsUpTo(ack.Seq);
        Assert.Empty(gone.Heard);
        Engine.ReleaseObserver(goneReference);
        Engine.ReleaseObserver(staysReference);
    }

    [Fact]
    public async Task The_first_join_makes_the_room()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(room.Newest()));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.Says(room, "anybody?")));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.Leaves(room)));
        Assert.Equal(1, (await ann.Joins(room)).Head);
    }

    [Fact]
    public async Task Many_first_joins_at_once_make_one_room()
    {
        var room = NewRoom();
        var people = Enumerable.Range(0, 10).Select(i => People.Person($"p{i}")).ToList();
        await Task.WhenAll(people.Select(person => person.Joins(room)));
        var events = (await room.Newest()).Events;
        Assert.Equal(people.Select(person => person.Id).Order(), events.Select(e => e.Actor.Id).Order());
    }

    [Fact]
    public async Task Joining_twice_makes_one_event()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        var positions = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ann.Joins(room)));
        Assert.All(positions, position => Assert.Equal(1, position.Head));
        Assert.Equal(1, (await ann.Joins(room)).Head);
    }

    [Fact]
    public async Task A_join_says_whether_the_membership_began_with_it_and_says_so_again_when_it_is_repeated()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        var first = new JoinRequest(ann, Guid.NewGuid());
        Assert.True((await room.Join(first)).IsNew);
        Assert.True((await room.Join(first)).IsNew);
        Assert.False((await room.Join(new JoinRequest(ann, Guid.NewGuid()))).IsNew);
        await ann.Leaves(room);
        Assert.True((await room.Join(new JoinRequest(ann, Guid.NewGuid()))).IsNew);
    }

    [Fact]
    public async Task Who_left_may_come_back()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        Assert.Equal(2, (await ann.Leaves(room)).Head);
        Assert.Equal(2, (await ann.Leaves(room)).Head);
        Assert.Equal(3, (await ann.Joins(room)).Head);
        await ann.Says(room, "back again");
    }

    [Fact]
    public async Task Only_members_may_speak()
    {
        var (room, ann, bob) = (NewRoom(), People.Person("ann"), People.Person("bob"));
        await ann.Joins(room);
        Assert.Equal(ErrorCode.NotAMember, await Refused(bob.Says(room, "me too")));
    }

    [Theory]
    [InlineData("", ErrorCode.EmptyText)]
    [InlineData(" \n\t ", ErrorCode.EmptyText)]
    [InlineData("\u200b\u200b", ErrorCode.EmptyText)]
    [InlineData("bell \a", ErrorCode.BadText)]
    [InlineData("nul \0", ErrorCode.BadText)]
    [InlineData("escape \u001b[2J", ErrorCode.BadText)]
    [InlineData("next line \u0085", ErrorCode.BadText)]
    public async Task Bad_text_is_refused_with_its_number(string text, ErrorCode code)
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        Assert.Equal(code, await Refused(ann.Says(room, text)));
        Assert.Equal(1, (await room.Newest()).Head);
    }

    [Fact]
    public async Task Text_is_kept_byte_for_byte_up_to_8_KiB_of_UTF_8()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        string[] texts = ["  spaces  ", "e\u0301 is not \u00e9", "👩‍👩‍👧", "tab\tand\nline", "'; drop table users; --", new string('ä', 4096)];
        foreach (var text in texts) await ann.Says(room, text);
        Assert.Equal(texts, (await room.After(1, 10)).Events.Select(e => e.Text));
        Assert.Equal(ErrorCode.TextTooLong, await Refused(ann.Says(room, new string('ä', 4096) + "!")));
    }
}
