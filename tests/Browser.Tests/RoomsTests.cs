using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class RoomsTests(Chromium chromium) : BrowserTest(chromium)
{
    private readonly string _other = NewRoom();

    [Fact]
    public async Task One_can_be_in_two_rooms_and_what_is_said_in_each_stays_there()
    {
        var (ann, bob) = (await Visitor("Ann"), await Guest("Bob"));
        await ann.Says("in the first");
        await Joins(ann, _other);
        await ann.Shows();
        await ann.Says("in the other");

        // What is missed elsewhere is counted, and read on return.
        await bob.Say(Room, "come back");
        await Expect(Link(ann, Room)).ToContainTextAsync("1 new message");
        await Link(ann, Room).ClickAsync();
        await ann.IsIn(Room);
        await ann.Shows("in the first", "come back");
        await Expect(Link(ann, Room)).Not.ToContainTextAsync("new message");

        await ann.Raw.GoBackAsync();
        await ann.IsIn(_other);
        await ann.Shows("in the other");
    }

    [Fact]
    public async Task Leaving_a_room_is_seen_by_the_others_and_leads_to_the_next_room()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await Joins(ann, _other);
        await Link(ann, Room).ClickAsync();
        await ann.IsIn(Room);
        await ann.Part("leave-button").ClickAsync();
        await ann.IsIn(_other);
        await Expect(Link(ann, Room)).ToHaveCountAsync(0);
        await Expect(bob.Notices.Last).ToContainTextAsync("Ann left");

        // From the last room there is no next one, but a way into a new one.
        await ann.Part("leave-button").ClickAsync();
        await Expect(ann.Composer).ToHaveCountAsync(0);
        await bob.Says("gone?");
        await Joins(ann, Room);
        await ann.Shows("gone?");
        await Expect(bob.Notices.Last).ToContainTextAsync("Ann joined");
    }

    [Fact]
    public async Task A_room_left_in_one_window_says_so_in_the_other_and_can_be_joined_again()
    {
        var browser = await NewBrowser();
        var first = await Open(browser);
        await first.Enter("Ann", Room);
        var second = await Open(browser, room: Room);
        await second.IsIn(Room);
        await first.Part("leave-button").ClickAsync();

        await Expect(second.Part("room-trouble")).ToContainTextAsync("You left this room");
        await second.Composer.FillAsync("anybody?");
        await Expect(second.SendButton).ToBeDisabledAsync();
        await second.Part("room-trouble").GetByText("Join again").ClickAsync();
        await second.SendButton.ClickAsync();
        await second.Shows("anybody?");
    }

    [Fact]
    public async Task A_bad_room_name_is_answered_before_anything_is_sent()
    {
        var ann = await Visitor("Ann");
        await ann.Part("join-room-input").FillAsync("no spaces!");
        await ann.Part("join-room-button").ClickAsync();
        await Expect(ann.Raw.GetByRole(AriaRole.Alert)).ToContainTextAsync("A room name has letters");
        await ann.IsIn(Room);
    }

    private static ILocator Link(ChatPage page, string room) =>
        page.Raw.GetByRole(AriaRole.Navigation, new() { Name = "Rooms" }).GetByRole(AriaRole.Link).Filter(new() { HasText = room });

    private static async Task Joins(ChatPage page, string room)
    {
        await page.Part("join-room-input").FillAsync($"#{room}");
        await page.Part("join-room-input").PressAsync("Enter");
        await page.IsIn(room);
    }
}
