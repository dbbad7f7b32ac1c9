using OrleansChat.Gateway.Online;

namespace OrleansChat.Gateway.Tests.Online;

/// <summary>What the numbers of notices tell, on a clock that the test moves.</summary>
public sealed class NoticeStreamTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Guid _stream = Guid.NewGuid();
    private readonly NoticeStream _notices = new(Start);

    [Fact]
    public void All_is_well_once_a_stream_has_been_the_same_for_a_while()
    {
        Assert.True(Answer(0, 0));
        Assert.False(Answer(0, 5));
        Assert.Equal(Start, _notices.Good);
        // Looked up once more, now that no other activation can be left.
        Assert.True(Answer(0, 10));
        Assert.Equal(Start, _notices.Good);
        Assert.False(Answer(0, 15));
        Assert.Equal(Start.AddSeconds(15), _notices.Good);
    }

    [Fact]
    public void A_missing_number_shows_with_the_next_notice_or_with_the_next_answer()
    {
        Settle();
        Assert.Equal((0, false), Hear(1));
        Assert.Equal((0, true), Hear(3));
        Assert.False(Answer(3, 20));
        Assert.True(Answer(4, 25));
        // The notice was only slow: it is taken, and no further look-up is needed.
        Assert.Equal((0, false), Hear(4));
        Assert.False(Answer(4, 30));
    }

    [Fact]
    public void A_notice_that_comes_twice_or_behind_later_ones_is_left_out()
    {
        Settle();
        Hear(1);
        Assert.Equal((1, false), Hear(1));
        Assert.Equal((0, true), Hear(3));
        Assert.Equal((1, false), Hear(2));
    }

    [Fact]
    public void Another_stream_is_doubted_from_its_first_notice_on()
    {
        Settle();
        Hear(1);
        var other = Guid.NewGuid();
        Assert.Equal(0, _notices.Hear(Batch(other, 7), Start.AddSeconds(20), out var missed));
        Assert.True(missed);
        Assert.False(_notices.Compare(new PresenceAnswer(true, other, 7), Start.AddSeconds(21)));
        Assert.True(_notices.Good < Start.AddSeconds(20));
        Assert.True(_notices.Compare(new PresenceAnswer(true, other, 7), Start.AddSeconds(31)));
        Assert.False(_notices.Compare(new PresenceAnswer(true, other, 7), Start.AddSeconds(32)));
        Assert.Equal(Start.AddSeconds(32), _notices.Good);
    }

    private void Settle()
    {
        foreach (var second in new[] { 0, 10, 15 }) Answer(0, second);
    }

    private bool Answer(long sent, int second) => _notices.Compare(new PresenceAnswer(true, _stream, sent), Start.AddSeconds(second));

    private (int Known, bool Missed) Hear(long number) => (_notices.Hear(Batch(_stream, number), Start.AddSeconds(16), out var missed), missed);

    private static NoticeBatch Batch(Guid stream, long number) => new(stream, number, [new Notice(NoticeKind.Announcement, Start, Text: "hello")]);
}
