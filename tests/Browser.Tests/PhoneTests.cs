using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class PhoneTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_phone_shows_everything_that_is_needed_without_scrolling_sideways()
    {
        await HasMessages(30);
        var network = NewNetwork();
        var page = await Open(await NewBrowser(width: 390, height: 844, phone: true), via: network);
        await Expect(page.Part("enter-button")).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.FitsInWidth();

        await page.Enter("Ann", Room);
        await Expect(page.Message("message 30")).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.FitsInWidth();
        await page.Composer.TapAsync();
        await page.Composer.FillAsync("from the train");
        await page.SendButton.TapAsync();
        await Expect(page.Message("from the train")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(page.Message("from the train")).ToBeInViewportAsync(new() { Ratio = 1 });

        network.Cut();
        await Expect(page.Status).ToContainTextAsync("Reconnecting");
        await Expect(page.Status).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.FitsInWidth();
        network.Restore();
        await page.Is("connected");
        await Expect(page.SendButton).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    [Fact]
    public async Task The_menu_of_a_phone_opens_over_the_room_and_leads_to_another_one()
    {
        var page = await Open(await NewBrowser(width: 390, height: 844, phone: true));
        await page.Enter("Ann", Room);
        await Expect(page.OwnName).ToBeHiddenAsync();
        await page.Part("menu-button").TapAsync();
        await Expect(page.OwnName).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.FitsInWidth();

        var other = NewRoom();
        await page.Part("join-room-input").FillAsync(other);
        await page.Part("join-room-button").TapAsync();
        await page.IsIn(other);
        await Expect(page.OwnName).ToBeHiddenAsync();
        await page.Says("hello");
        await page.Part("leave-button").TapAsync();
        await page.IsIn(Room);
    }

    [Fact]
    public async Task Everything_that_can_be_done_with_a_message_is_within_a_thumbs_reach()
    {
        var page = await Open(await NewBrowser(width: 360, height: 740, phone: true));
        await page.Enter("Ann", Room);
        await page.Says("a long message to be answered, edited, liked and deleted, all with one thumb and in a narrow window");
        var message = page.Messages.First;
        await message.GetByTestId("action-more").TapAsync();
        await Expect(page.Part("menu-delete")).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.FitsInWidth();
        await page.Menu.GetByRole(AriaRole.Button, new() { Name = "Heart" }).TapAsync();
        await Expect(page.Part("reaction")).ToHaveAttributeAsync("data-pending", "false");

        await message.GetByTestId("action-more").TapAsync();
        await page.Part("menu-edit").TapAsync();
        await page.EditField.FillAsync("short");
        await page.FitsInWidth();
        await page.Part("edit-save").TapAsync();
        await page.Shows("short");

        await message.GetByTestId("action-more").TapAsync();
        await page.Part("menu-thread").TapAsync();
        await page.ThreadComposer.FillAsync("an answer");
        await page.Part("thread-send-button").TapAsync();
        await Expect(page.ThreadTexts).ToHaveTextAsync(["short", "an answer"]);
        await Expect(page.Composer).ToBeHiddenAsync();
        await page.FitsInWidth();
        await page.Part("thread-close").TapAsync();

        await page.Message("an answer").GetByTestId("action-more").TapAsync();
        await page.Part("menu-delete").TapAsync();
        await page.FitsInWidth();
        await page.Part("delete-confirm").TapAsync();
        await Expect(page.Tombstones).ToHaveCountAsync(1);
    }
}
