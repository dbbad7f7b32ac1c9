using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class LostConnectionTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task G5_a_page_whose_connection_was_cut_returns_by_itself_and_shows_what_it_missed_once_and_in_order()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob"));
        await ann.Says("before 1");
        await bob.Says("before 2");
        await ann.Shows("before 1", "before 2");

        network.Cut();
        await ann.Is("reconnecting");
        string[] missed = [.. Enumerable.Range(1, 8).Select(n => $"missed {n}")];
        foreach (var text in missed) await bob.Says(text);
        await ann.Shows("before 1", "before 2");

        network.Restore();
        await ann.Is("connected");
        await ann.Shows(["before 1", "before 2", .. missed]);

        await bob.Says("after 1");
        await ann.Says("after 2");
        string[] all = ["before 1", "before 2", .. missed, "after 1", "after 2"];
        await ann.Shows(all);
        await bob.Shows(all);
        Assert.Equal(await bob.Shown(), await ann.Shown());
        await Expect(bob.Notices).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task G5_a_page_that_is_cut_off_again_and_again_misses_nothing_and_shows_nothing_twice()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob"));
        var all = new List<string>();
        for (var round = 1; round <= 3; round++)
        {
            network.Cut();
            await ann.Is("reconnecting");
            network.Restore();
            // Right into the moment in which the page returns: some before its join, some after.
            for (var n = 1; n <= 6; n++)
            {
                all.Add($"round {round}, message {n}");
                await bob.Submits(all[^1]);
            }

            await ann.Is("connected");
        }

        await bob.Shows([.. all]);
        await ann.Shows([.. all]);
        Assert.Equal(await bob.Shown(), await ann.Shown());
    }

    [Fact]
    public async Task G3_messages_submitted_while_the_connection_was_dying_reach_the_room_once_and_in_order()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob"));

        // The page doesn't know yet that nobody hears it.
        network.Up.Shut();
        network.Down.Shut();
        await ann.Submits("into the void 1");
        await ann.Submits("into the void 2");
        await Expect(ann.Message("into the void 2")).ToHaveAttributeAsync("data-state", "pending");
        network.Cut();
        await ann.Is("reconnecting");
        await bob.Says("meanwhile");

        network.Restore();
        await ann.Shows("meanwhile", "into the void 1", "into the void 2");
        await bob.Shows("meanwhile", "into the void 1", "into the void 2");
        Assert.Equal(await bob.Shown(), await ann.Shown());
    }

    [Fact]
    public async Task G3_a_message_whose_acknowledgement_was_lost_is_sent_again_and_appears_once()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob"));

        network.Down.Shut();
        await ann.Submits("did you get this?");
        await bob.Shows("did you get this?");
        await Expect(ann.Message("did you get this?")).ToHaveAttributeAsync("data-state", "pending");
        network.Cut();
        await ann.Is("reconnecting");
        await bob.Says("yes");

        network.Restore();
        await ann.Shows("did you get this?", "yes");
        await ann.Says("good");
        await bob.Shows("did you get this?", "yes", "good");
        Assert.Equal(await bob.Shown(), await ann.Shown());
    }

    [Fact]
    public async Task G3_a_message_on_its_way_survives_a_reload_of_the_page()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob"));
        network.Down.Shut();
        await ann.Submits("hold the line");
        await bob.Shows("hold the line");
        network.Cut();
        await ann.Is("reconnecting");
        network.Restore();
        await ann.Raw.ReloadAsync();
        await ann.IsIn(Room);
        await ann.Shows("hold the line");
        await ann.Says("still there");
        await bob.Shows("hold the line", "still there");
    }

    [Fact]
    public async Task G5_a_browser_that_goes_offline_keeps_what_is_typed_and_sends_when_it_is_back()
    {
        var browser = await NewBrowser();
        var ann = await Open(browser);
        ann.Watcher.ExpectLosses();
        await ann.Enter("Ann", Room);
        var bob = await Visitor("Bob");
        await ann.Says("here");

        await browser.SetOfflineAsync(true);
        await ann.Is("offline");
        await Expect(ann.Status).ToBeVisibleAsync();
        await Expect(ann.Status).ToContainTextAsync("Offline");
        await ann.Composer.FillAsync("written offline");
        await Expect(ann.SendButton).ToBeDisabledAsync();
        await Expect(ann.Part("composer-hint")).ToContainTextAsync("Not connected");
        await ann.Composer.PressAsync("Enter");
        await Expect(ann.Composer).ToHaveValueAsync("written offline");
        await Expect(ann.Part("leave-button")).ToBeDisabledAsync();
        await bob.Says("are you there?");
        await ann.Shows("here");

        await browser.SetOfflineAsync(false);
        await ann.Is("connected");
        await Expect(ann.Composer).ToHaveValueAsync("written offline");
        await Expect(ann.SendButton).ToBeEnabledAsync();
        await ann.SendButton.ClickAsync();
        await ann.Shows("here", "are you there?", "written offline");
        await bob.Shows("here", "are you there?", "written offline");
    }

    [Fact]
    public async Task A_page_that_waits_for_its_next_try_can_be_told_to_try_now()
    {
        var network = NewNetwork();
        var ann = await Visitor("Ann", via: network);
        network.Cut();
        await Expect(ann.Status).ToContainTextAsync("Reconnecting in");
        network.Restore();
        // By itself it may have come back before the button was found.
        var button = ann.Part("try-now");
        await Eventually.Holds(
            async () =>
            {
                if (await button.IsVisibleAsync()) await button.EvaluateAllAsync<object?>("(buttons) => buttons.forEach((b) => b.click())");
                return await ann.Status.GetAttributeAsync("data-status") == "connected";
            },
            "the page to be connected");
        await ann.Says("back");
    }
}
