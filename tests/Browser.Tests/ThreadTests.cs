using OrleansChat.Browser.Tests.Pages;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Browser.Tests;

public sealed class ThreadTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Answers_and_their_thread_are_seen_by_both_pages_live_and_after_a_reload()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("tea or coffee?");
        await bob.Says("something else");
        await bob.Answers("tea or coffee?", "tea");
        await Expect(ann.Message("tea").GetByTestId("quote")).ToContainTextAsync("Ann tea or coffee?");

        await ann.Message("tea or coffee?").GetByTestId("thread-link").ClickAsync();
        await Expect(ann.ThreadTexts).ToHaveTextAsync(["tea or coffee?", "tea"]);
        await ann.AnswersInThread("with milk?");
        await Expect(bob.Message("tea or coffee?").GetByTestId("thread-link")).ToHaveTextAsync("2 replies");
        await bob.Message("with milk?").HoverAsync();
        await bob.Message("with milk?").GetByTestId("action-thread").ClickAsync();
        await Expect(bob.ThreadTexts).ToHaveTextAsync(["tea or coffee?", "tea", "with milk?"]);
        await bob.AnswersInThread("without");
        string[] thread = ["tea or coffee?", "tea", "with milk?", "without"];
        await Expect(ann.ThreadTexts).ToHaveTextAsync(thread);
        string[] room = ["tea or coffee?", "something else", "tea", "with milk?", "without"];
        await ann.Shows(room);
        await bob.Shows(room);

        await bob.Raw.ReloadAsync();
        await bob.IsIn(Room);
        await bob.Shows(room);
        await bob.Message("tea or coffee?").GetByTestId("thread-link").ClickAsync();
        await Expect(bob.ThreadTexts).ToHaveTextAsync(thread);
        await bob.Part("thread-close").ClickAsync();
        await Expect(bob.Thread).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_change_of_a_message_shows_in_the_room_and_in_its_thread()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("question");
        await bob.Answers("question", "anser");
        await ann.Message("question").GetByTestId("thread-link").ClickAsync();
        await Expect(ann.ThreadTexts).ToHaveTextAsync(["question", "anser"]);
        await bob.Edits("anser", "answer");
        await Expect(ann.ThreadTexts).ToHaveTextAsync(["question", "answer"]);
        await bob.Reacts("question", "Thumbs up");
        await Expect(ann.Thread.GetByTestId("reaction")).ToHaveCountAsync(1);
        await bob.Deletes("answer");
        await Expect(ann.Thread.GetByTestId("tombstone")).ToHaveCountAsync(1);
        await ann.Shows("question");
    }

    [Fact]
    public async Task A_quoted_message_far_above_is_shown_with_what_is_around_it_and_the_way_leads_back_to_the_latest()
    {
        var texts = await HasMessages(300);
        var guest = await Guest("Bob");
        var first = (await guest.Invoke<HubPage>("Page", Room, new { around = 20, limit = 1 })).Events[0];
        await guest.Invoke<HubAck>("Reply", Room, Guid.NewGuid(), first.Seq, "do you remember?");

        var ann = await Visitor("Ann");
        await Expect(ann.Message("do you remember?")).ToBeInViewportAsync();
        await Expect(ann.Message(first.Text!)).ToHaveCountAsync(0);
        await Expect(ann.Part("quote")).ToContainTextAsync(first.Text!);
        await ann.Part("quote").ClickAsync();
        await Expect(ann.Message(first.Text!)).ToBeInViewportAsync();
        await Expect(ann.Message(first.Text!)).ToBeFocusedAsync();
        await Expect(ann.Message("do you remember?")).ToHaveCountAsync(0);

        await ann.Part("jump-to-latest").ClickAsync();
        await Expect(ann.Message("do you remember?")).ToBeInViewportAsync();
        await ann.Part("quote").ClickAsync();
        await Expect(ann.Message(first.Text!)).ToBeInViewportAsync();

        // What is said meanwhile is found where it belongs: behind everything that lies between.
        await guest.Say(Room, "news");
        await ann.List.HoverAsync();
        await Eventually.Holds(
            async () =>
            {
                await ann.Raw.Mouse.WheelAsync(0, 1500);
                return await ann.Message("news").IsVisibleAsync();
            },
            "the way to the latest message");
        await ann.ScrollsToTheBeginning();
        await ann.Shows([.. texts, "do you remember?", "news"]);
    }

    [Fact]
    public async Task Whoever_writes_while_reading_far_above_comes_back_to_the_latest()
    {
        await HasMessages(200);
        var guest = await Guest("Bob");
        await guest.Invoke<HubAck>("Reply", Room, Guid.NewGuid(), 20, "do you remember?");
        var ann = await Visitor("Ann");
        await ann.Part("quote").ClickAsync();
        await Expect(ann.Part("jump-to-latest")).ToBeVisibleAsync();
        await Expect(ann.Message("do you remember?")).ToHaveCountAsync(0);
        await ann.Submits("I do");
        await Expect(ann.Message("I do")).ToBeInViewportAsync();
        await Expect(ann.Message("I do")).ToHaveAttributeAsync("data-state", "sent");
    }
}
