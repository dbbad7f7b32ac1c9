using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class HistoryTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_long_room_opens_at_its_latest_message_and_scrolling_loads_all_of_it_once_and_in_order()
    {
        var texts = await HasMessages(300);
        var ann = await Visitor("Ann");
        await Expect(ann.Message("message 300")).ToBeInViewportAsync();
        await Expect(ann.Message("message 200")).ToHaveCountAsync(0);

        await ann.ScrollsToTheBeginning();
        await Expect(ann.Message("message 1")).ToBeInViewportAsync();
        await ann.Shows(texts);
        var seqs = (await ann.Shown()).Select(message => message.Seq!.Value).ToList();
        Assert.Equal(seqs.Order(), seqs);
    }

    [Fact]
    public async Task What_is_being_read_stays_in_its_place_while_older_messages_come_in_above_it()
    {
        await HasMessages(150);
        var ann = await Visitor("Ann");
        await Expect(ann.Message("message 150")).ToBeInViewportAsync();
        var first = (await ann.Shown())[0].Seq;

        // Near the top, where older messages are asked for; both in one step, so that none can come in between.
        var seq = await ann.List.EvaluateAsync<string>("""
            (list) => {
              list.scrollTop = 150;
              const row = [...list.querySelectorAll('[data-testid=message]')]
                .find((row) => row.getBoundingClientRect().top > list.getBoundingClientRect().top + 50);
              window.placeBefore = row.getBoundingClientRect().bottom;
              return row.dataset.seq;
            }
            """);
        await Eventually.Holds(async () => (await ann.Shown())[0].Seq < first, "older messages");
        var moved = await ann.List.Locator($"[data-seq='{seq}']").EvaluateAsync<double>("(row) => row.getBoundingClientRect().bottom - window.placeBefore");
        Assert.InRange(moved, -2, 2);
    }

    [Fact]
    public async Task Somebody_reading_older_messages_is_told_of_new_ones_and_not_torn_away()
    {
        await HasMessages(60);
        var (ann, bob) = (await Visitor("Ann"), await Guest("Bob"));
        await Expect(ann.Message("message 60")).ToBeInViewportAsync();
        await ann.ScrollsToTheBeginning();
        await Expect(ann.Message("message 1")).ToBeInViewportAsync();

        await bob.Say(Room, "news");
        await Expect(ann.Part("new-messages")).ToContainTextAsync("1 new message");
        await Expect(ann.Message("message 1")).ToBeInViewportAsync();
        await ann.Part("new-messages").ClickAsync();
        await Expect(ann.Message("news")).ToBeInViewportAsync();
        await Expect(ann.Part("new-messages")).ToHaveCountAsync(0);

        // At the end again, new messages come into sight by themselves.
        await bob.Say(Room, "more news");
        await Expect(ann.Message("more news")).ToBeInViewportAsync();
    }
}
