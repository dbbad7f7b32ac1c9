using OrleansChat.Testing.Hub;

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
    private const string Shows = "every message shows what its changes made of it";
    private const string PagesCount = "every page counts what the log adds up to";
    private const string Made = "every client's stream makes of the messages what the log has";
    private const string End = "everybody heard everything to the end";

    private readonly Story _story = new();

    [Fact]
    public void A_good_record_holds() => Assert.Empty(_story.Broken());

    [Fact]
    public void A_lost_message_is_found()
    {
        // Acknowledged and heard as the last one; then the log had never had it.
        _story.Log.RemoveAt(7);
        Assert.Equal([Acks, Streams, Made, End], _story.Broken());
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
        _story.Log.Add(_story.Log[^1] with { Seq = 9, Id = Guid.NewGuid(), At = _story.Log[0].At });
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
        Assert.Equal([Invented, Streams, Shows], _story.Broken());
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
    public void A_text_that_nobody_wrote_is_found()
    {
        _story.Rewrite(6, e => e with { Text = "something else" });
        Assert.Equal([Shows, Made], _story.Broken());
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
        Assert.Equal([Streams, Made], _story.Broken());
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

    [Fact]
    public void An_edited_and_a_deleted_message_hold()
    {
        EditAndDelete();
        Assert.Empty(_story.Broken());
    }

    [Fact]
    public void A_message_that_is_read_with_what_was_made_of_it_holds()
    {
        EditAndDelete();
        // Whoever resumes behind the changes reads them in the rows already, and then hears of them.
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 7, 8, 9, 10, 11]);
        Assert.Empty(_story.Broken());
    }

    [Fact]
    public void An_edit_that_the_message_does_not_show_is_found()
    {
        _story.Does("edit", "better", target: 7);
        Assert.Equal([Shows, Made], _story.Broken());
    }

    [Fact]
    public void A_deleted_text_that_is_still_there_is_found()
    {
        EditAndDelete();
        _story.Rewrite(10, e => e with { Text = "secret" });
        Assert.Equal([Shows], _story.Broken());
    }

    [Fact]
    public void A_message_heard_in_a_state_it_never_had_is_found()
    {
        EditAndDelete();
        _story.Stays[^1] = _story.Resumed(4, 5, [6]);
        _story.Stays[^1].Hear(_story.Log[6] with { Edited = 8 }, DateTimeOffset.UnixEpoch);
        _story.Stays.Add(_story.Resumed(5, 7, [8, 9, 10, 11]));
        Assert.Contains(Streams, _story.Broken());
    }

    [Fact]
    public void A_client_that_was_not_told_of_an_edit_is_found()
    {
        // The message came as it was said, and the edit as if it were old.
        var edit = _story.Does("edit", "better", target: 7);
        _story.Stays[^1] = _story.Resumed(4, 5, [6, 7, 8]);
        _story.Rewrite(7, e => e with { Text = "better", Edited = edit.Seq });
        Assert.Equal([Made, End], _story.Broken());
    }

    [Fact]
    public void A_reaction_that_pages_do_not_count_is_found()
    {
        _story.Does("react", target: 3, emoji: "👍");
        Assert.Equal([PagesCount], _story.Broken());
        _story.Details[3] = new HubDetails(3, 0, null, [new HubReactionCount("👍", 1, false, [])]);
        Assert.Empty(_story.Broken());
    }

    [Fact]
    public void A_reaction_that_was_there_already_is_found()
    {
        _story.Does("react", target: 3, emoji: "👍");
        _story.Does("react", target: 3, emoji: "👍");
        _story.Details[3] = new HubDetails(3, 0, null, [new HubReactionCount("👍", 1, false, [])]);
        Assert.Equal([PagesCount], _story.Broken());
    }

    [Theory]
    [InlineData(ErrorCode.Unavailable, true)]
    [InlineData(ErrorCode.NotAMember, false)]
    [InlineData(ErrorCode.InternalError, false)]
    public void A_refusal_that_is_wrong_is_found(ErrorCode code, bool right)
    {
        var record = new Records.Record();
        record.Refused("ann", "hello", code);
        Assert.Equal(right, record.Wrongs.Count == 0);
    }

    /// <summary>7 is edited by 9; 8 is edited by 10 and then deleted by 11.</summary>
    private void EditAndDelete()
    {
        _story.Does("edit", "better", target: 7);
        _story.Does("edit", "secret", target: 8);
        _story.Does("delete", target: 8);
        _story.Rewrite(7, e => e with { Text = "better", Edited = 9 });
        _story.Rewrite(8, e => e with { Text = null, Deleted = 11 });
        _story.Rewrite(10, e => e with { Text = null });
    }
}
