using OrleansChat.Browser.Tests.Pages;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Browser.Tests;

public sealed class PeopleTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_taken_name_brings_a_free_one_that_one_click_takes()
    {
        await Visitor("Ann");
        var other = await Open();
        other.Watcher.Expect("status of 409");
        await other.Name.FillAsync("Ann");
        await other.RoomName.FillAsync(Room);
        await other.Part("enter-button").ClickAsync();
        await Expect(other.Part("take-name")).ToHaveTextAsync("Take Ann2");
        await other.Part("take-name").ClickAsync();
        await other.IsIn(Room);
        await Expect(other.OwnName).ToHaveTextAsync("Ann2");
    }

    [Fact]
    public async Task A_new_name_is_seen_by_all_and_kept_by_the_browser()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Part("rename-button").ClickAsync();
        await ann.Part("rename-input").FillAsync("Bob");
        await ann.Part("rename-confirm").ClickAsync();
        await Expect(ann.Part("rename-problem")).ToContainTextAsync("taken");
        await ann.Part("take-name").ClickAsync();
        await Expect(ann.OwnName).ToHaveTextAsync("Bob2");
        await Expect(bob.Notices.Last).ToContainTextAsync("Ann is now known as Bob2");

        await ann.Submits("/name Eve");
        await Expect(ann.OwnName).ToHaveTextAsync("Eve");
        await ann.Raw.ReloadAsync();
        await ann.IsIn(Room);
        await Expect(ann.OwnName).ToHaveTextAsync("Eve");
    }

    [Fact]
    public async Task Two_people_talk_alone_and_the_conversation_is_there_after_a_reload()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("hello");
        await bob.Raw.GetByRole(AriaRole.Button, new() { Name = "Ann", Exact = true }).ClickAsync();
        await Expect(bob.Beginning).ToContainTextAsync("Ann");
        await bob.Says("just between us");

        await Expect(Directs(ann)).ToContainTextAsync("Bob");
        await Expect(Directs(ann)).ToContainTextAsync("1 new message");
        await ann.Shows("hello");
        await Directs(ann).GetByRole(AriaRole.Link).ClickAsync();
        await ann.Shows("just between us");
        await Expect(Directs(ann)).Not.ToContainTextAsync("new message");
        await ann.Says("of course");
        await bob.Shows("just between us", "of course");

        await ann.Raw.ReloadAsync();
        await ann.Shows("just between us", "of course");
        await Expect(Directs(ann)).ToContainTextAsync("Bob");
    }

    [Fact]
    public async Task A_closed_conversation_is_gone_until_there_is_something_new_in_it()
    {
        var (ann, bob) = (await Visitor("Ann"), await Guest("Bob"));
        await ann.Submits("@Bob hi");
        await ann.Shows("hi");
        await ann.Part("close-direct").ClickAsync();
        await ann.IsIn(Room);
        await Expect(Directs(ann)).ToHaveCountAsync(0);
        await ann.Raw.ReloadAsync();
        await ann.IsIn(Room);
        await Expect(Directs(ann)).ToHaveCountAsync(0);
        await bob.Invoke<HubAck>("Direct", "Ann", Guid.NewGuid().ToString(), "still there?");
        await Expect(Directs(ann)).ToContainTextAsync("1 new message");
    }

    [Fact]
    public async Task The_list_of_people_says_who_is_here_and_leads_to_them()
    {
        var ann = await Visitor("Ann");
        await ann.Part("people-button").ClickAsync();
        await Expect(ann.Part("person")).ToHaveCountAsync(1);
        await Visitor("Bob");
        await Expect(ann.Part("person")).ToHaveCountAsync(2);
        await Expect(ann.Part("people-count")).ToHaveTextAsync("2");
        await Expect(ann.Part("person").Filter(new() { HasText = "Bob" })).ToHaveAttributeAsync("data-online", "true");
        await ann.Part("person").Filter(new() { HasText = "Bob" }).ClickAsync();
        await Expect(ann.Composer).ToHaveAttributeAsync("placeholder", "Message Bob");
    }

    [Fact]
    public async Task On_a_phone_the_list_of_people_is_a_sheet()
    {
        var page = await Open(await NewBrowser(width: 390, height: 844, phone: true));
        await page.Enter("Ann", Room);
        await Guest("Bob");
        await page.Part("people-button").TapAsync();
        var bob = page.Part("person").Filter(new() { HasText = "Bob" });
        await Expect(bob).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.FitsInWidth();
        await bob.TapAsync();
        await Expect(page.Part("people-panel")).ToHaveCountAsync(0);
        await Expect(page.Beginning).ToContainTextAsync("Bob");
        await page.FitsInWidth();
    }

    [Fact]
    public async Task A_topic_is_set_seen_by_all_and_taken_away()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Part("topic").ClickAsync();
        await ann.Part("topic-input").FillAsync("<b>What we eat</b>");
        await ann.Part("topic-confirm").ClickAsync();
        await Expect(bob.Part("topic")).ToContainTextAsync("<b>What we eat</b>");
        await Expect(bob.Notices.Last).ToContainTextAsync("Ann set the topic: <b>What we eat</b>");
        await ann.Part("topic").ClickAsync();
        await ann.Part("topic-input").FillAsync("");
        await ann.Part("topic-confirm").ClickAsync();
        await Expect(bob.Part("topic")).ToHaveTextAsync("Add a topic");
        await Expect(bob.Notices.Last).ToContainTextAsync("Ann removed the topic");
    }

    [Fact]
    public async Task What_begins_with_a_slash_is_a_command_or_says_why_not()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Submits("/me waves");
        await bob.Shows("* Ann waves");
        await ann.Submits("//usr/bin");
        await bob.Shows("* Ann waves", "/usr/bin");

        await ann.Composer.FillAsync("/dance");
        await ann.Composer.PressAsync("Enter");
        await Expect(ann.Part("composer-hint")).ToContainTextAsync("Unknown command");
        await Expect(ann.Composer).ToHaveValueAsync("/dance");
        await ann.Submits("/help");
        await Expect(ann.Part("help-dialog")).ToContainTextAsync("/topic");
        await ann.Raw.Keyboard.PressAsync("Escape");
        await Expect(ann.Part("help-dialog")).ToHaveCountAsync(0);

        await ann.Composer.FillAsync("@Nobody hi");
        await ann.Composer.PressAsync("Enter");
        await Expect(ann.Error).ToContainTextAsync("There is nobody of that name.");
        await Expect(ann.Composer).ToHaveValueAsync("@Nobody hi");
        await bob.Shows("* Ann waves", "/usr/bin");
    }

    private static ILocator Directs(ChatPage page) => page.Part("directs");
}
