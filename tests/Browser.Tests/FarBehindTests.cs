using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class FarBehindTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override (string, string)[] Settings => [("Sessions:ResumeEvents", "5"), ("Sessions:FirstPageEvents", "30")];

    [Fact]
    public async Task G5_a_page_too_far_behind_begins_anew_with_the_latest_page_and_loads_the_rest_by_scrolling()
    {
        var network = NewNetwork();
        var ann = await Visitor("Ann", via: network);
        await ann.Says("before");
        network.Cut();
        await ann.Is("reconnecting");
        var missed = await HasMessages(120);

        network.Restore();
        await ann.Is("connected");
        await Expect(ann.Texts.Last).ToHaveTextAsync("message 120");
        await Expect(ann.Message("before")).ToHaveCountAsync(0);
        await ann.ScrollsToTheBeginning();
        await ann.Shows(["before", .. missed]);
    }
}
