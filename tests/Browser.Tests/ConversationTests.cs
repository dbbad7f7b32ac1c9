using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class ConversationTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task G4_two_pages_in_one_room_see_each_others_messages_live_and_in_one_order()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("Hello!");
        await bob.Shows("Hello!");
        await bob.Says("Hi Ann.");
        await ann.Says("How are you?");

        string[] texts = ["Hello!", "Hi Ann.", "How are you?"];
        await ann.Shows(texts);
        await bob.Shows(texts);
        Assert.Equal(await ann.Shown(), await bob.Shown());
        Assert.Equal(["Ann", "Bob", "Ann"], (await bob.Shown()).Select(message => message.Author));
    }

    [Fact]
    public async Task Two_windows_of_one_person_show_each_message_once()
    {
        var browser = await NewBrowser();
        var first = await Open(browser);
        await first.Enter("Ann", Room);
        var second = await Open(browser, room: Room);
        await second.IsIn(Room);
        await Expect(second.OwnName).ToHaveTextAsync("Ann");

        await first.Says("from the first");
        await second.Says("from the second");
        await first.Shows("from the first", "from the second");
        await second.Shows("from the first", "from the second");
        await Expect(first.Notices).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_keyboard_alone_leads_from_the_name_to_a_sent_message()
    {
        var page = await Open();
        var keyboard = page.Raw.Keyboard;
        await Expect(page.Name).ToBeFocusedAsync();
        await keyboard.TypeAsync("Ann");
        await keyboard.PressAsync("Tab");
        await Expect(page.RoomName).ToBeFocusedAsync();
        await keyboard.PressAsync("ControlOrMeta+a");
        await keyboard.TypeAsync(Room);
        await keyboard.PressAsync("Enter");

        await page.IsIn(Room);
        await Expect(page.Composer).ToBeFocusedAsync();
        await keyboard.TypeAsync("one line");
        await keyboard.PressAsync("Shift+Enter");
        await keyboard.TypeAsync("another line");
        await Expect(page.Messages).ToHaveCountAsync(0);
        await keyboard.PressAsync("Enter");
        await Expect(page.Messages).ToHaveCountAsync(1);
        Assert.Equal("one line\nanother line", Assert.Single(await page.Shown()).Text);

        await Expect(page.Composer).ToBeFocusedAsync();
        await keyboard.TypeAsync("by the button");
        await keyboard.PressAsync("Tab");
        await Expect(page.SendButton).ToBeFocusedAsync();
        await keyboard.PressAsync("Space");
        await page.Shows("one line another line", "by the button");
    }

    [Fact]
    public async Task A_name_that_the_server_refuses_is_answered_with_the_reason()
    {
        var page = await Open();
        page.Watcher.Expect("status of 400");
        await page.Name.FillAsync("Ann\u202e");
        await page.RoomName.FillAsync(Room);
        await page.Part("enter-button").ClickAsync();
        await Expect(page.Error).ToContainTextAsync("A name is 1 to 32 visible characters");
        await page.Enter("Ann", Room);
        await Expect(page.Error).ToHaveCountAsync(0);
    }
}
