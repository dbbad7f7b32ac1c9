using OrleansChat.Testing.Rooms;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>A room's topic, whatever engine runs the room.</summary>
public abstract class TopicSpec : EngineSpec
{
    private readonly Actor _ann = People.Person("ann");

    private static Task<Ack> Sets(Actor who, IRoomGrain room, string? topic, Guid? id = null) =>
        room.Write(WriteRequest.Topic(who, id ?? Guid.NewGuid(), topic));

    private async Task<IRoomGrain> JoinedRoom()
    {
        var room = NewRoom();
        await _ann.Joins(room);
        return room;
    }

    [Fact]
    public async Task G1_a_topic_is_an_event_and_so_is_taking_it_away()
    {
        var room = await JoinedRoom();
        await Sets(_ann, room, "Pasta, and what goes with it");
        await Sets(_ann, room, "");
        await Sets(_ann, room, null);
        var events = (await room.After(1, 10)).Events;
        Assert.Equal([2, 3, 4], events.Select(e => e.Seq));
        Assert.All(events, e => Assert.Equal((EventKind.Topic, _ann), (e.Kind, e.Actor)));
        Assert.Equal(["Pasta, and what goes with it", null, null], events.Select(e => e.Text));
    }

    [Fact]
    public async Task G3_the_same_topic_with_the_same_id_is_one_event()
    {
        var (room, set, removed) = (await JoinedRoom(), Guid.NewGuid(), Guid.NewGuid());
        var first = await Sets(_ann, room, "soup", set);
        Assert.Equal(first, await Sets(_ann, room, "soup", set));
        Assert.Equal(ErrorCode.IdReused, await Refused(Sets(_ann, room, "salad", set)));
        Assert.Equal(await Sets(_ann, room, null, removed), await Sets(_ann, room, "", removed));
        Assert.Equal(3, (await room.Newest()).Head);
    }

    [Fact]
    public async Task Only_members_set_the_topic()
    {
        var room = await JoinedRoom();
        Assert.Equal(ErrorCode.NotAMember, await Refused(Sets(People.Person("eve"), room, "mine")));
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(Sets(_ann, NewRoom(), "nobody's")));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u200b")]
    [InlineData("two\nlines")]
    [InlineData("two\u2028lines")]
    [InlineData("a tab\tin it")]
    public async Task A_bad_topic_is_refused(string topic)
    {
        var room = await JoinedRoom();
        Assert.Equal(ErrorCode.BadTopic, await Refused(Sets(_ann, room, topic)));
    }

    [Fact]
    public async Task A_topic_has_up_to_250_characters_of_any_plane()
    {
        var room = await JoinedRoom();
        var longest = string.Concat(Enumerable.Repeat("🍝", Limits.TopicLength));
        await Sets(_ann, room, longest);
        Assert.Equal(longest, (await room.Newest(1)).Events.Single().Text);
        Assert.Equal(ErrorCode.BadTopic, await Refused(Sets(_ann, room, longest + "!")));
    }

    [Fact]
    public async Task A_topic_or_name_names_no_message()
    {
        var room = await JoinedRoom();
        Assert.Equal(ErrorCode.BadArguments, await Refused(room.Write(WriteRequest.Topic(_ann, Guid.NewGuid(), "x") with { Target = 1 })));
        Assert.Equal(ErrorCode.BadArguments, await Refused(room.Write(WriteRequest.Topic(_ann, Guid.NewGuid(), null) with { Emoji = "👍" })));
        Assert.Equal(ErrorCode.BadArguments, await Refused(room.Write(WriteRequest.Rename(_ann, Guid.NewGuid(), "x") with { Target = 1 })));
    }
}
