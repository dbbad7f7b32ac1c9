using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

public sealed class ReturnTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_reload_keeps_who_one_is_and_where()
    {
        var (ann, bob) = (await Visitor("Ann"), await Visitor("Bob"));
        await ann.Says("first");
        await ann.Raw.ReloadAsync();
        await ann.IsIn(Room);
        await Expect(ann.OwnName).ToHaveTextAsync("Ann");
        await ann.Says("second");
        await bob.Shows("first", "second");
        await ann.Shows("first", "second");
        // It is still the same membership: nobody joined a second time.
        string[] joins = ["Ann joined", "Bob joined"];
        await Expect(bob.Notices).ToContainTextAsync(joins);
    }

    [Fact]
    public async Task A_link_with_a_room_leads_into_that_room()
    {
        var ann = await Visitor("Ann");
        await ann.Says("welcome");
        var bob = await Open(room: Room);
        await Expect(bob.RoomName).ToHaveValueAsync(Room);
        await bob.Name.FillAsync("Bob");
        await bob.Name.PressAsync("Enter");
        await bob.IsIn(Room);
        await bob.Shows("welcome");
        Assert.EndsWith($"#{Room}", bob.Raw.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_names_no_room_is_answered_with_a_sentence()
    {
        var ann = await Visitor("Ann");
        await ann.GoTo("no room!");
        await Expect(ann.Error).ToContainTextAsync("does not name a room");
    }

    [Fact]
    public async Task G5_pages_go_on_by_themselves_after_a_restart_of_the_server_and_the_history_is_there()
    {
        var (network, other) = (NewNetwork(), NewNetwork());
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob", via: other));
        await ann.Says("before");
        await bob.Says("also before");

        // A message that the server hasn't heard yet when it says goodbye.
        network.Up.Shut();
        await ann.Submits("under way");
        var stopped = Server.Stop();
        await ann.Is("reconnecting");
        await bob.Is("reconnecting");
        network.Cut();
        await stopped;
        await Server.Start();
        network.Restore();

        string[] all = ["before", "also before", "under way"];
        await ann.Shows(all);
        await bob.Shows(all);
        await bob.Says("after");
        await ann.Shows([.. all, "after"]);

        var eve = await Open(via: NewNetwork(), room: Room);
        await eve.Enter("Eve", Room);
        await eve.Shows([.. all, "after"]);
        Assert.Equal(await eve.Shown(), await ann.Shown());
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_the_server_and_in_every_window()
    {
        var browser = await NewBrowser();
        var first = await Open(browser);
        await first.Enter("Ann", Room);
        var second = await Open(browser, room: Room);
        await second.IsIn(Room);
        var stored = await first.Raw.EvaluateAsync<string>("() => localStorage.getItem('orleanschat.session')");
        var token = JsonDocument.Parse(stored).RootElement.GetProperty("token").GetString();
        Assert.Equal(HttpStatusCode.OK, await Negotiate(token));

        first.ConfirmsNextDialog();
        await first.Part("sign-out").ClickAsync();
        await Expect(first.Name).ToBeVisibleAsync();
        await Expect(second.Name).ToBeVisibleAsync();
        await Eventually.Holds(async () => await Negotiate(token) == HttpStatusCode.Unauthorized, "the token to be refused");
        await first.Raw.ReloadAsync();
        await Expect(first.Name).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_that_is_over_leads_to_the_name_screen_and_no_unsent_word_is_lost()
    {
        var network = NewNetwork();
        var (ann, bob) = (await Visitor("Ann", via: network), await Visitor("Bob"));
        ann.Watcher.Expect("status of 401");
        network.Up.Shut();
        await ann.Submits("important");
        network.Cut();
        await ann.Is("reconnecting");
        await Revoke(ann);
        network.Restore();

        await Expect(ann.Error).ToContainTextAsync("Your session has ended");
        await Expect(ann.Name).ToHaveValueAsync("Ann");
        // With the last session the name was given up, so it can be taken again.
        await ann.Enter("Ann", Room);
        var refused = ann.Message("important");
        await Expect(refused).ToHaveAttributeAsync("data-state", "refused");
        await Expect(refused).ToContainTextAsync("session ended");
        await bob.Shows();
        await ann.Part("retry").ClickAsync();
        await ann.Shows("important");
        await bob.Shows("important");
    }

    private async Task Revoke(ChatPage page)
    {
        var stored = await page.Raw.EvaluateAsync<string>("() => localStorage.getItem('orleanschat.session')");
        var token = JsonDocument.Parse(stored).RootElement.GetProperty("token").GetString();
        using var response = await Ask(HttpMethod.Delete, "api/v1/session", token);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private async Task<HttpStatusCode> Negotiate(string? token)
    {
        using var response = await Ask(HttpMethod.Post, "hub/negotiate?negotiateVersion=1", token);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> Ask(HttpMethod method, string path, string? token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(Server.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request).Within($"the answer to {method} {path}");
    }
}
