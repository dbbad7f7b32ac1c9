using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class RefusalTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_message_that_is_too_long_cannot_be_sent_and_says_why_and_by_how_much()
    {
        var ann = await Visitor("Ann");
        // Three bytes each: it is bytes that count, not characters.
        await ann.Composer.FillAsync(new string('€', (Limits.TextBytes / 3) + 1));
        await Expect(ann.SendButton).ToBeDisabledAsync();
        await Expect(ann.Part("composer-hint")).ToContainTextAsync("too long");
        await Expect(ann.Part("byte-counter")).ToHaveTextAsync("8,193 of 8,192 bytes");
        await ann.Composer.PressAsync("Enter");
        await Expect(ann.Messages).ToHaveCountAsync(0);

        await ann.Composer.PressAsync("Backspace");
        await ann.Composer.PressAsync("Enter");
        await ann.Shows(new string('€', Limits.TextBytes / 3));
    }

    [Fact]
    public async Task A_refused_message_shows_the_servers_reason_and_can_be_tried_again_or_discarded()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Submits("ring the bell \u0007");
        var refused = ann.Messages.First;
        await Expect(refused).ToHaveAttributeAsync("data-state", "refused");
        await Expect(refused).ToContainTextAsync("Not sent: The text holds a control character");

        // It doesn't hold up what comes after it.
        await ann.Submits("no bell then");
        await bob.Shows("no bell then");

        await ann.Part("retry").ClickAsync();
        await Eventually.Holds(
            () => Task.FromResult(Server.Log.Count(line => line.Text.Contains("4103 bad_text", StringComparison.Ordinal)) == 2),
            "the second refusal");
        await Expect(ann.Messages.Last).ToHaveAttributeAsync("data-state", "refused");
        await ann.Part("discard").ClickAsync();
        await ann.Shows("no bell then");
        await ann.Raw.ReloadAsync();
        await ann.IsIn(Room);
        await ann.Shows("no bell then");
    }
}

public sealed class RateLimitTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override (string, string)[] Settings => [("Sessions:MessageBurst", "2"), ("Sessions:MessagesPerSecond", "1")];

    [Fact]
    public async Task G1_a_burst_over_the_limit_is_slowed_down_with_a_word_and_arrives_whole_and_in_order()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        // Four more than the burst: the word is to be seen for as many seconds.
        string[] burst = ["1", "2", "3", "4", "5", "6"];
        foreach (var text in burst) await ann.Submits(text);
        await Expect(ann.List).ToContainTextAsync("Sending… Too much at once");

        await ann.Shows(burst);
        await bob.Shows(burst);
        await Expect(ann.List).Not.ToContainTextAsync("Too much at once");
        Assert.Equal(await bob.Shown(), await ann.Shown());
    }
}
