using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class EditAndDeleteTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task An_edit_is_seen_by_both_pages_live_and_after_a_reload()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("see you at nine");
        await ann.Edits("see you at nine", "see you at ten");
        foreach (var page in new[] { ann, bob })
        {
            await page.Shows("see you at ten");
            await Expect(page.Message("see you at ten").GetByTestId("edited")).ToHaveTextAsync("(edited)");
        }

        await bob.Raw.ReloadAsync();
        await bob.IsIn(Room);
        await bob.Shows("see you at ten");
        await Expect(bob.Part("edited")).ToHaveCountAsync(1);
        await bob.KnowsNothingOf("see you at nine");
    }

    [Fact]
    public async Task Arrow_up_edits_the_last_own_message_and_Escape_leaves_it_as_it_was()
    {
        var (ann, bob) = (await Visitor("Ann"), await Guest("Bob"));
        await ann.Says("first");
        await ann.Says("secnd");
        await bob.Say(Room, "from Bob");
        await ann.Shows("first", "secnd", "from Bob");

        await ann.Composer.PressAsync("ArrowUp");
        await Expect(ann.EditField).ToHaveValueAsync("secnd");
        await ann.EditField.FillAsync("something else");
        await ann.EditField.PressAsync("Escape");
        await ann.Shows("first", "secnd", "from Bob");
        await Expect(ann.Composer).ToBeFocusedAsync();

        await ann.Composer.PressAsync("ArrowUp");
        await ann.EditField.FillAsync("second");
        await ann.EditField.PressAsync("Enter");
        await ann.Shows("first", "second", "from Bob");
        await Expect(ann.Composer).ToBeFocusedAsync();
        await bob.Hears(Room, 6);
        Assert.Single(bob.Heard(Room), e => e.Kind == "edit");
    }

    [Fact]
    public async Task A_deleted_message_leaves_a_tombstone_and_its_text_is_nowhere_on_any_page()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("the password is swordfish");
        await bob.Answers("the password is swordfish", "delete that!");
        await bob.Reacts("the password is swordfish", "Surprise");
        await ann.Edits("the password is swordfish", "the password was swordfish");
        await bob.Shows("the password was swordfish", "delete that!");

        // It is asked once, and no is no.
        await ann.Asks(ann.Message("the password was swordfish"));
        await ann.Part("menu-delete").ClickAsync();
        await ann.Part("delete-cancel").ClickAsync();
        await ann.Shows("the password was swordfish", "delete that!");

        await ann.Deletes("the password was swordfish");
        foreach (var page in new[] { ann, bob })
        {
            await page.Shows("delete that!");
            await Expect(page.Tombstones).ToHaveTextAsync("This message was deleted.");
            await Expect(page.Part("quote")).ToContainTextAsync("This message was deleted.");
            await Expect(page.Part("reaction")).ToHaveCountAsync(0);
            await page.KnowsNothingOf("swordfish");
        }

        await bob.Raw.ReloadAsync();
        await bob.IsIn(Room);
        await Expect(bob.Tombstones).ToHaveCountAsync(1);
        await bob.KnowsNothingOf("swordfish");
    }

    [Fact]
    public async Task Only_ones_own_messages_can_be_edited_and_only_a_moderator_can_delete_anothers()
    {
        // Whoever makes a room moderates it.
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("from Ann");
        await bob.Says("from Bob");
        await bob.Asks(bob.Message("from Ann"));
        await Expect(bob.Part("menu-copy")).ToBeVisibleAsync();
        await Expect(bob.Part("menu-edit")).ToHaveCountAsync(0);
        await Expect(bob.Part("menu-delete")).ToHaveCountAsync(0);
        await bob.Raw.Keyboard.PressAsync("Escape");
        await Expect(bob.Menu).ToHaveCountAsync(0);

        await ann.Asks(ann.Message("from Bob"));
        await Expect(ann.Part("menu-edit")).ToHaveCountAsync(0);
        await ann.Part("menu-delete").ClickAsync();
        await ann.Part("delete-confirm").ClickAsync();
        await bob.Shows("from Ann");
        await Expect(bob.Tombstones).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task G5_what_happened_to_messages_while_a_page_was_offline_shows_once_it_returns()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob"));
        await bob.Says("to be edited");
        await bob.Says("to be deleted");
        await ann.Says("to be liked");
        network.Cut();
        await ann.Is("reconnecting");
        await bob.Edits("to be edited", "edited");
        await bob.Deletes("to be deleted");
        await bob.Reacts("to be liked", "Heart");
        await bob.Answers("to be liked", "liked");
        await bob.Shows("edited", "to be liked", "liked");

        network.Restore();
        await ann.Is("connected");
        await ann.Shows("edited", "to be liked", "liked");
        await Expect(ann.Tombstones).ToHaveCountAsync(1);
        await ann.ShowsReactions("to be liked", "❤️ 1");
        await Expect(ann.Message("to be liked").GetByTestId("thread-link")).ToHaveTextAsync("1 reply");
        Assert.Equal(await bob.Shown(), await ann.Shown());
    }

    [Fact]
    public async Task G3_a_change_made_while_the_connection_was_dying_is_visibly_pending_and_reaches_the_room_once()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Guest("Bob"));
        await ann.Says("helo");
        network.Up.Shut();
        await ann.Edits("helo", "hello");
        await ann.Reacts("hello", "Thumbs up");
        await Expect(ann.Message("hello")).ToHaveAttributeAsync("data-state", "pending");
        await Expect(ann.Message("hello").GetByTestId("reaction")).ToHaveAttributeAsync("data-pending", "true");

        // Also over a reload, which is all that some people can think of.
        network.Cut();
        network.Restore();
        await ann.Raw.ReloadAsync();
        await ann.IsIn(Room);
        await ann.Shows("hello");
        await ann.ShowsReactions("hello", "👍 1 *");
        await Expect(ann.Part("reaction")).ToHaveAttributeAsync("data-pending", "false");
        await bob.Hears(Room, 5);
        Assert.Equal(["join", "join", "message", "edit", "react"], (await bob.History(Room)).Events.Select(e => e.Kind));
    }

    [Fact]
    public async Task An_edit_that_came_too_late_says_why_and_keeps_its_words()
    {
        var network = NewNetwork();
        var bob = await Visitor("Bob");
        var ann = await Visitor("Ann", via: network);
        await ann.Says("first words");
        network.Up.Shut();
        await ann.Edits("first words", "better words");
        await bob.Deletes("first words");
        await Expect(bob.Tombstones).ToHaveCountAsync(1);
        network.Restore();

        await Expect(ann.Tombstones).ToHaveCountAsync(1);
        await Expect(ann.Messages.First).ToContainTextAsync("better words");
        await Expect(ann.Messages.First).ToContainTextAsync("Not saved: This message was deleted");
        await ann.KnowsNothingOf("first words");
        await ann.Part("discard").ClickAsync();
        await ann.KnowsNothingOf("better words");
    }
}
