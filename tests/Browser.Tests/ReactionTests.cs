using OrleansChat.Browser.Tests.Pages;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Browser.Tests;

public sealed class ReactionTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Reactions_are_counted_on_both_pages_and_a_click_takes_part_or_takes_back()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("cake in the kitchen");
        await bob.Reacts("cake in the kitchen", "Celebration");
        await ann.ShowsReactions("cake in the kitchen", "🎉 1");
        await bob.ShowsReactions("cake in the kitchen", "🎉 1 *");

        await ann.Part("reaction").ClickAsync();
        await ann.ShowsReactions("cake in the kitchen", "🎉 2 *");
        await Expect(ann.Part("reaction")).ToHaveAttributeAsync("title", "you and Bob");
        await ann.Reacts("cake in the kitchen", "Heart");
        await bob.ShowsReactions("cake in the kitchen", "🎉 2 *", "❤️ 1");
        await bob.Part("reaction").First.ClickAsync();
        await ann.ShowsReactions("cake in the kitchen", "🎉 1 *", "❤️ 1 *");

        await bob.Raw.ReloadAsync();
        await bob.IsIn(Room);
        await bob.ShowsReactions("cake in the kitchen", "🎉 1", "❤️ 1");
    }

    [Fact]
    public async Task Any_emoji_can_be_typed_and_what_is_none_is_answered_before_it_is_sent()
    {
        var ann = await Visitor("Ann");
        await ann.Says("ship it");
        await ann.Asks(ann.Message("ship it"));
        await ann.Part("emoji-field").FillAsync("<img src=x onerror=alert(1)>");
        await ann.Part("emoji-field").PressAsync("Enter");
        await Expect(ann.Menu.GetByRole(AriaRole.Alert)).ToHaveTextAsync("A reaction is one emoji.");
        await ann.Part("emoji-field").FillAsync("👩‍👩‍👧‍👦");
        await ann.Part("emoji-field").PressAsync("Enter");
        await ann.ShowsReactions("ship it", "👩‍👩‍👧‍👦 1 *");
    }

    [Fact]
    public async Task Where_a_page_names_only_the_first_people_the_tooltip_names_all_of_them()
    {
        string[] names = ["A", "B", "C", "D", "E", "F", "<b>G</b>"];
        var ann = await Visitor("Ann");
        await ann.Says("who comes?");
        var seq = (await ann.Shown())[0].Seq;
        foreach (var name in names) await (await Guest(name)).Invoke<HubAck>("React", Room, Guid.NewGuid(), seq, "👍");
        await ann.ShowsReactions("who comes?", "👍 7");
        await ann.Raw.ReloadAsync();
        await ann.IsIn(Room);
        var chip = ann.Part("reaction");
        await Expect(chip).ToHaveAttributeAsync("title", "A, B, C, D, E and 2 others");
        await chip.HoverAsync();
        await Expect(chip).ToHaveAttributeAsync("title", "A, B, C, D, E, F and <b>G</b>");
    }

    [Fact]
    public async Task The_keyboard_leads_from_the_messages_to_all_that_can_be_done_with_them()
    {
        var ann = await Visitor("Ann");
        await ann.Says("one");
        await ann.Says("two");
        var keyboard = ann.Raw.Keyboard;
        await ann.List.FocusAsync();
        await keyboard.PressAsync("ArrowUp");
        await Expect(ann.Message("two")).ToBeFocusedAsync();
        await keyboard.PressAsync("ArrowUp");
        await Expect(ann.Message("one")).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(ann.Message("one").GetByTestId("action-react")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Enter");
        await ann.ShowsReactions("one", "👍 1 *");

        await ann.Message("one").FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(ann.Menu).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(ann.Menu).ToHaveCountAsync(0);
        await Expect(ann.Message("one")).ToBeFocusedAsync();
    }
}
