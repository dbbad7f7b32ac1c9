using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <content>Reactions.</content>
public abstract partial class MessageLifeSpec
{
    [Fact]
    public async Task A_reaction_counts_once_for_each_person_and_emoji()
    {
        var room = await TalkingRoom();
        await _bob.Reacts(room, 3, "👍");
        await _ann.Reacts(room, 3, "🎉");
        await _ann.Reacts(room, 3, "👍");
        Assert.Equal(ErrorCode.NoChange, await Refused(_bob.Reacts(room, 3, "👍")));
        Assert.Equal(ErrorCode.NoChange, await Refused(_bob.Unreacts(room, 3, "🎉")));

        var details = Assert.Single((await room.SeenBy(_bob)).Details);
        Assert.Equal((3, 0, null), (details.Seq, details.Replies, details.LastReply));
        Assert.Equal([("👍", 2, true), ("🎉", 1, false)], details.Reactions.Select(r => (r.Emoji, r.Count, r.Mine)));
        Assert.Equal([_bob, _ann], details.Reactions[0].First.AsEnumerable());
        Assert.Equal([_bob, _ann, _ann], (await room.ReadReactions(3, _ann.Id)).Reactions.Select(r => r.Actor));

        await _bob.Unreacts(room, 3, "👍");
        details = Assert.Single((await room.SeenBy(_bob)).Details);
        Assert.Equal([("🎉", 1, false), ("👍", 1, false)], details.Reactions.Select(r => (r.Emoji, r.Count, r.Mine)));
    }

    [Fact]
    public async Task G8_a_page_names_the_first_few_who_reacted_and_a_message_has_a_limited_choice_of_emoji()
    {
        var room = await TalkingRoom();
        var people = Enumerable.Range(0, Limits.ReactionNames + 3).Select(i => People.Person($"p{i}")).ToList();
        foreach (var person in people)
        {
            await person.Joins(room);
            await person.Reacts(room, 3, "👍");
        }

        for (var i = 1; i < Limits.EmojiPerMessage; i++) await _ann.Reacts(room, 3, char.ConvertFromUtf32(0x1F600 + i));
        Assert.Equal(ErrorCode.TooManyReactions, await Refused(_ann.Reacts(room, 3, "🍏")));
        await _ann.Reacts(room, 3, "👍");

        var thumbs = (await room.SeenBy(people[^1])).Details.Single().Reactions[0];
        Assert.Equal((people.Count + 1, true), (thumbs.Count, thumbs.Mine));
        Assert.Equal(people.Take(Limits.ReactionNames), thumbs.First.AsEnumerable());
        Assert.Equal(people.Count + Limits.EmojiPerMessage, (await room.ReadReactions(3, _ann.Id)).Reactions.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("👍👍")]
    [InlineData("👍 ")]
    [InlineData("<b>")]
    [InlineData("\u0007")]
    [InlineData("\ufe0f")]
    [InlineData("\u2800")]
    [InlineData("A\ufe0f")]
    [InlineData("+")]
    [InlineData("\u20e3")]
    [InlineData("\ufffd")]
    [InlineData("👍\u200d")]
    [InlineData("👍\ufe0e")]
    [InlineData("👍\ufe0f\ufe0f")]
    [InlineData("©\u0301\u0301")]
    [InlineData("👍\U000e0073\U000e0065")]
    public async Task A_reaction_is_one_emoji(string emoji)
    {
        var room = await TalkingRoom();
        Assert.Equal(ErrorCode.BadEmoji, await Refused(_bob.Reacts(room, 3, emoji)));
        foreach (var good in new[] { "👩‍👩‍👧‍👦", "❤️", "1️⃣", "🇩🇪", "👍🏽", "☂", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏳️‍🌈", "🏻", "‼️", "↔️", "©️" }) await _bob.Reacts(room, 3, good);
    }

    [Fact]
    public async Task A_reaction_that_takes_the_place_of_another_one_is_within_the_limit()
    {
        var room = await TalkingRoom();
        for (var i = 0; i < Limits.EmojiPerMessage; i++) await _ann.Reacts(room, 3, char.ConvertFromUtf32(0x1F600 + i));
        var results = await room.WriteAll(
        [
            WriteRequest.Unreact(_ann, Guid.NewGuid(), 3, "😀"), WriteRequest.React(_ann, Guid.NewGuid(), 3, "🍏"),
            WriteRequest.React(_bob, Guid.NewGuid(), 3, "🍐"),
        ]);
        Assert.Equal([null, null, ErrorCode.TooManyReactions], results.Select(result => result.Refusal));
    }

    [Fact]
    public async Task Changes_of_one_message_by_many_at_once_end_as_their_order_says()
    {
        var room = await TalkingRoom();
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            var person = People.Person($"p{i}");
            await person.Joins(room);
            return person;
        }));
        await Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, 20).Select(async i =>
        {
            var error = await Record.ExceptionAsync(() => i % 2 == 0 ? person.Reacts(room, 3, "👍") : person.Unreacts(room, 3, "👍"));
            // Unavailable, "again": what would have changed nothing when it was asked for may be a change a moment later.
            Assert.True(error is null or ChatException { Code: ErrorCode.NoChange or ErrorCode.Unavailable }, error?.ToString());
        }).Append(_ann.Edits(room, 3, person.Name))));

        var events = await room.Everything();
        var standing = new HashSet<Guid>();
        foreach (var e in events.Where(e => e.Emoji is not null))
            Assert.True(e.Kind == EventKind.React ? standing.Add(e.Actor.Id) : standing.Remove(e.Actor.Id), $"event {e.Seq} changed nothing");
        var reactions = (await room.SeenBy(_ann)).Details.SingleOrDefault()?.Reactions ?? [];
        Assert.Equal(standing.Count, reactions.Sum(r => r.Count));
        Assert.Equal(events.Last(e => e.Kind == EventKind.Edit).Text, events[2].Text);
    }
}
