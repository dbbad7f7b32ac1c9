namespace OrleansChat.Chaos.Tests;

/// <summary>The checks of a chaos run can fail: each is shown a record in which one thing is wrong.</summary>
public sealed class CheckerTests
{
    private const string Counts = "every room's log counts from 1 without a gap, and its time doesn't run backwards";
    private const string Twice = "nothing is in a log twice";
    private const string Invented = "nothing is in a log that nobody said";
    private const string Acks = "every acknowledgement is what the log says";
    private const string Order = "messages of one connection keep their order";
    private const string Streams = "every stream is the log, from its position on, each event once";
    private const string Positions = "every client comes back where it was";
    private const string Resets = "every reset has a reason";
    private const string End = "everybody heard everything to the end";

    private readonly Story _story = new();

    [Fact]
    public void A_good_record_holds() => Assert.Empty(_story.Broken());

    [Fact]
    public void A_lost_message_is_found()
    {
        // Acknowledged and heard as the last one; then the log had never had it.
        _story.Log.RemoveAt(7);
        Assert.Equal([Acks, Streams, End], _story.Broken());
    }

    [Fact]
    public void A_gap_in_the_log_is_found()
    {
        _story.Log.RemoveAt(4);
        Assert.Contains(Counts, _story.Broken());
    }

    [Fact]
    public void Time_that_runs_backwards_is_found()
    {
        _story.Log.Add(_story.Log[^1] with { Seq = 9, Kind = "topic", Id = Guid.NewGuid(), At = _story.Log[0].At });
        Assert.Contains(Counts, _story.Broken());
    }

    [Fact]
    public void A_doubled_message_is_found()
    {
        _story.Log.Add(_story.Log[^1] with { Seq = 9 });
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 7, 8, 9]);
        Assert.Equal([Twice], _story.Broken());
    }

    [Fact]
    public void A_second_join_of_one_person_is_found()
    {
        _story.Log.Add(_story.Log[0] with { Seq = 9, At = _story.Log[^1].At, Id = Guid.NewGuid() });
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 7, 8, 9]);
        Assert.Equal([Twice], _story.Broken());
    }

    [Fact]
    public void A_message_that_nobody_said_is_found()
    {
        _story.Log.Add(_story.Log[^1] with { Seq = 9, Id = Guid.NewGuid() });
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 7, 8, 9]);
        Assert.Equal([Invented], _story.Broken());
    }

    [Fact]
    public void An_acknowledgement_with_another_place_is_found()
    {
        _story.Attempts[1].Ack = _story.Attempts[1].Ack! with { Seq = 3 };
        Assert.Contains(Acks, _story.Broken());
    }

    [Fact]
    public void An_acknowledgement_with_another_time_is_found()
    {
        _story.Attempts[1].Ack = _story.Attempts[1].Ack! with { At = DateTimeOffset.UnixEpoch };
        Assert.Equal([Acks], _story.Broken());
    }

    [Fact]
    public void A_message_under_a_wrong_text_or_author_is_found()
    {
        _story.Log[5] = _story.Log[5] with { Text = "something else" };
        Assert.Contains(Acks, _story.Broken());
    }

    [Fact]
    public void Messages_of_one_connection_in_another_order_are_found()
    {
        // Sent behind 8 on the same connection, never before, and yet it stands in front of it.
        _story.Attempts.RemoveAt(2);
        _story.Attempts.Add(_story.Attempt(2, 5, acked: true));
        Assert.Equal([Order], _story.Broken());
    }

    [Fact]
    public void A_message_that_was_tried_before_may_stand_before_what_was_acknowledged_since()
    {
        _story.Attempts.Add(_story.Attempt(2, 5, acked: true));
        Assert.Empty(_story.Broken());
    }

    [Fact]
    public void A_gap_in_a_stream_is_found()
    {
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 8]);
        Assert.Equal([Streams], _story.Broken());
    }

    [Fact]
    public void A_stream_that_begins_behind_its_position_or_before_it_is_found()
    {
        _story.Stays[^1] = _story.Resumed(4, 5, [7, 8]);
        Assert.Equal([Streams], _story.Broken());
        _story.Stays[^1] = _story.Resumed(4, 5, [5, 6, 7, 8]);
        Assert.Equal([Streams], _story.Broken());
    }

    [Fact]
    public void A_gap_between_a_page_and_the_stream_is_found()
    {
        _story.Stays[0] = _story.Joined(3, null, [1, 2], [4, 5]);
        Assert.Equal([Streams], _story.Broken());
    }

    [Fact]
    public void A_gap_in_a_page_is_found()
    {
        _story.Stays[0] = _story.Joined(3, null, [1, 2, 4], [5]);
        Assert.Equal([Streams], _story.Broken());
    }

    [Fact]
    public void Events_out_of_order_or_heard_twice_are_found()
    {
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 7, 7, 8]);
        Assert.Equal([Streams], _story.Broken());
        _story.Stays[^1] = _story.Resumed(4, 5, [7, 6, 8]);
        Assert.Equal([Streams], _story.Broken());
    }

    [Fact]
    public void An_event_that_differs_from_the_log_is_found()
    {
        _story.Stays[0].Hear(_story.Log[5] with { Text = "forged" }, DateTimeOffset.UnixEpoch);
        _story.Stays[^1] = _story.Resumed(4, 6, [7, 8]);
        Assert.Equal([Streams], _story.Broken());
    }

    [Fact]
    public void A_stream_that_ends_too_early_is_found()
    {
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 7]);
        Assert.Equal([End], _story.Broken());
    }

    [Fact]
    public void A_client_that_comes_back_elsewhere_is_found()
    {
        _story.Stays[^1] = _story.Resumed(4, 6, [7, 8]);
        Assert.Equal([Positions], _story.Broken());
    }

    [Fact]
    public void A_reset_without_reason_is_found()
    {
        _story.Stays[^1] = _story.Joined(4, 5, [7, 8], [], reset: true);
        Assert.Equal([Resets], _story.Broken());
    }

    [Fact]
    public void A_reset_of_a_client_that_is_too_far_behind_is_right()
    {
        _story.Stays[^1] = _story.Joined(4, 5, [7, 8], [], reset: true, head: 5 + Story.ResumeEvents + 1);
        Assert.Empty(_story.Broken());
    }

    [Fact]
    public void A_page_that_replaces_a_position_without_saying_so_is_found()
    {
        _story.Stays[^1] = _story.Joined(4, 5, [7, 8], []);
        Assert.Equal([Resets], _story.Broken());
    }
}
