using OrleansChat.Testing;
using OrleansChat.Testing.Lines;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>What people can do at the line door beyond what its ancestors could.</summary>
public sealed class LineDialogTests : LineTest
{
    [Fact]
    public async Task A_newcomer_sees_the_last_messages_of_the_room_and_then_what_is_new()
    {
        await using var ann = await Named("ann");
        for (var i = 1; i <= 12; i++) await ann.Says($"message {i}");
        await ann.Answers("/echo done", "Echo: done");
        await using var bob = await Connect();
        await bob.Says("bob");
        await bob.Hears("Welcome bob!\n--- Last messages in #lobby:\n[ann]: message 3\n");
        await bob.Hears("[ann]: message 12\n---\n");
        Assert.DoesNotContain("message 2\n", bob.Heard, StringComparison.Ordinal);
        await ann.Says("message 13");
        await bob.Hears("[ann]: message 13\n");
        Assert.Equal(2, bob.Heard.Split("message 1\n").Length + bob.Heard.Split("message 13\n").Length - 1);
        await bob.Answers("/history 2", "--- Last messages in #lobby:\n[ann]: message 12\n[ann]: message 13\n---\n");
    }

    [Fact]
    public async Task One_world_people_of_other_doors_are_in_the_same_room()
    {
        await using var web = await Gateway.Guest("web");
        await web.Join("lobby");
        await using var ann = await Named("ann");
        await web.Say("lobby", "/me waves");
        await ann.Hears("* web waves\n");
        var ack = await web.Say("lobby", "first\nsecond");
        await ann.Hears("[web]: first\n    second\n");
        await web.Invoke<object>("Edit", "lobby", Guid.NewGuid(), ack.Seq, "corrected");
        await ann.Hears("[web] edited: corrected\n");
        await web.Invoke<object>("React", "lobby", Guid.NewGuid(), ack.Seq, "👍");
        await ann.Hears("(web reacted with 👍)\n");
        await web.Invoke<object>("Delete", "lobby", Guid.NewGuid(), ack.Seq);
        await ann.Hears("(web deleted a message)\n");
        await ann.Says("hello, web");
        await Eventually.Holds(() => Task.FromResult(web.Heard("lobby").Any(e => e.Text == "hello, web" && e.Actor.Name == "ann")), "the web to hear it");
    }

    [Fact]
    public async Task A_line_goes_to_the_current_room_and_lines_of_others_say_where_they_were_said()
    {
        var room = NewRoom();
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await ann.Answers($"/join {room}", $"You are in #{room}\n");
        await bob.Answers($"/join #{room}", $"You are in #{room}\n");
        await ann.Hears("bob joined the chat\n");
        await bob.Says("in here");
        await ann.Hears("[bob]: in here\n");
        await bob.Answers("/join lobby", "You are in #lobby\n");
        await bob.Says("out here");
        await ann.Hears("#lobby [bob]: out here\n");
        await ann.Says("back there");
        await bob.Hears($"#{room} [ann]: back there\n");
        await bob.Answers($"/leave {room}", $"You left #{room}\nYou are in #lobby\n");
        await ann.Hears("bob left the chat\n");
        await bob.Answers("/leave", "You left #lobby\n");
        await bob.Answers("to nobody", "You are in no room. Type /join ROOM to go to one\n");
        await bob.Answers("/leave", "You are in no room.");
    }

    [Fact]
    public async Task Deeds_and_texts_that_begin_with_a_slash()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await ann.Says("/me waves");
        await bob.Hears("* ann waves\n");
        await ann.Says("//help is a command");
        await bob.Hears("[ann]: /help is a command\n");
        await ann.Answers("/me", "Usage: /me TEXT\n");
    }

    [Fact]
    public async Task A_new_name_is_announced()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await ann.Answers("/name anna lee", "You are now known as anna lee\n");
        await bob.Hears("ann is now known as anna lee\n");
        await ann.Says("it's me");
        await bob.Hears("[anna lee]: it's me\n");
        await ann.Answers("/name bob", "! 4110 name_taken [try ");
    }

    [Fact]
    public async Task A_topic_is_shown_and_changed()
    {
        var room = NewRoom();
        await using var ann = await Named("ann");
        await ann.Answers($"/join {room}", $"You are in #{room}\n");
        await ann.Answers("/topic", $"#{room} has no topic\n");
        await ann.Answers("/topic Pasta, and more", "ann changed the topic to: Pasta, and more\n");
        await ann.Answers("/topic", $"Topic of #{room}: Pasta, and more\n");
        await ann.Answers($"/rooms {room}", $"#{room} (1) Pasta, and more\n");
        await ann.Answers("/rooms no-such-room-anywhere", "There are no such rooms\n");
    }

    [Fact]
    public async Task A_private_message_reaches_one_person_only()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await using var eve = await Named("eve");
        await ann.Says("/msg bob just between us");
        await bob.Hears("[ann -> you]: just between us\n");
        await bob.Says("@ann of course");
        await ann.Hears("[bob -> you]: of course\n");
        await ann.Answers("/msg nobody-here hello", "! 4208 no_such_user: ");
        await ann.Answers("/msg bob", "Usage: /msg NAME TEXT\n");
        await ann.Says("public");
        await eve.Hears("[ann]: public\n");
        Assert.DoesNotContain("between us", eve.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("of course", eve.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_brings_its_bearer_back_and_keeps_them_a_member_meanwhile()
    {
        await using var bob = await Named("bob");
        var ann = await Named("ann");
        await ann.Says("/token");
        var token = (await ann.Hears("\nValid until "))[..^13].Split('\n')[^1];
        ann.Breaks();
        await Sessions(1);

        await using var back = await Connect();
        await back.Hears("Enter your username: ");
        await back.Answers(token, "Welcome ann!\n");
        await back.Answers("/echo x", "Echo: x");
        await back.Says("I am back");
        await bob.Hears("[ann]: I am back\n");
        await back.Answers("/quit", "Goodbye ann!\n");
        await Sessions(1);
        Assert.DoesNotContain("ann left", bob.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_says_is_shown_to_ones_other_connections()
    {
        await using var ann = await Named("ann");
        await ann.Says("/token");
        var token = (await ann.Hears("\nValid until "))[..^13].Split('\n')[^1];
        await using var other = await Connect();
        await other.Answers(token, "Welcome ann!\n");
        await other.Answers("/echo x", "Echo: x");
        await ann.Says("hello, me");
        await other.Hears("[ann]: hello, me\n");
        await other.Answers("/leave", "You left #lobby\n");
        await ann.Hears("You left #lobby\n");
        Assert.DoesNotContain("[ann]", ann.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_may_say_everything_at_once_and_end_its_input()
    {
        await using var bob = await Named("bob");
        await using var script = await Connect();
        await script.Sends("script\r\n/join lobby\r\nline one\r\nline two\r\n"u8.ToArray());
        script.EndsInput();
        await bob.Hears("script joined the chat\n[script]: line one\n[script]: line two\nscript left the chat\n");
        await script.Ended.Within("the end of the connection");
    }

    [Fact]
    public async Task A_terminal_that_returns_its_carriage_is_answered_likewise()
    {
        await using var ann = await LineClient.Connect(Gateway.LineAddress!);
        await ann.Sends("ann\r\n"u8.ToArray());
        await ann.Hears("Welcome ann!\r\n");
        await ann.Sends("/echo one\r\0"u8.ToArray());
        await ann.Hears(")\r\n");
        await ann.Sends("exit\r"u8.ToArray());
        await ann.Hears("Goodbye ann!\r\n");
    }
}
