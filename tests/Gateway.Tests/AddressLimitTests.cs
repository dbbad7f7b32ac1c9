using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests;

/// <summary>What one address may use, and whose address a request has.</summary>
public sealed class AddressLimitTests : LocalGateway
{
    private static readonly (string, string)[] OneSession = [("Addresses:SessionBurst", "1"), ("Addresses:SessionsPerSecond", "1")];

    [Fact]
    public async Task A_trusted_proxy_says_whose_request_it_is_and_each_has_limits_of_their_own()
    {
        await using var gateway = await GatewayHost.Start(Engine, [("Proxies:0", "127.0.0.0/8"), .. OneSession]);
        Assert.Equal(HttpStatusCode.OK, await Open(gateway, "ann", "192.0.2.1"));
        Assert.Equal(HttpStatusCode.OK, await Open(gateway, "bob", "192.0.2.2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Open(gateway, "carl", "192.0.2.1"));
    }

    [Fact]
    public async Task What_anybody_else_says_of_their_address_is_not_believed()
    {
        await using var gateway = await GatewayHost.Start(Engine, [("Proxies:0", "10.0.0.0/8"), .. OneSession]);
        Assert.Equal(HttpStatusCode.OK, await Open(gateway, "dora", "192.0.2.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Open(gateway, "emil", "192.0.2.2"));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void An_address_counts_with_its_network(string one, string other, bool together)
    {
        using var limits = new AddressLimits(new AddressSettings { ConnectionBurst = 1, ConnectionsPerSecond = 1 });
        limits.CheckConnection(IPAddress.Parse(one));
        var refused = Record.Exception(() => limits.CheckConnection(IPAddress.Parse(other)));
        Assert.Equal(together, refused is ChatException { Code: ErrorCode.RateLimited });
    }

    [Fact]
    public async Task Who_brings_wrong_tokens_is_slowed_down_and_who_is_known_is_not()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Addresses:FailureBurst", "5"), ("Addresses:FailuresPerSecond", "10"));
        var known = new GuestCaller(gateway, (await GuestSession.Open(gateway.Address, "ann")).Token);
        Assert.Equal(HttpStatusCode.OK, await known.Me());
        var (wrong, tries) = (HttpStatusCode.Unauthorized, 0);
        // One after the other, so that parts of tokens come back in between.
        for (; wrong == HttpStatusCode.Unauthorized && tries < 2_000; tries++)
        {
            var (token, _) = Tokens.Create(Guid.NewGuid());
            wrong = await new GuestCaller(gateway, token).Me();
        }

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (wrong, await known.Me()));
    }

    [Fact]
    public void Refusals_of_one_address_fill_some_lines_of_the_log_and_leave_the_others_theirs()
    {
        using var limits = new AddressLimits(new AddressSettings { FailureBurst = 3, FailuresPerSecond = 1 });
        var (flood, other) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        Assert.InRange(Enumerable.Range(0, 1_000).Count(_ => limits.MayLog(flood)), 3, 900);
        Assert.True(limits.MayLog(other));
    }

    [Fact]
    public async Task A_hub_connection_that_is_negotiated_counts_once_and_then()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Addresses:ConnectionBurst", "1"), ("Addresses:ConnectionsPerSecond", "1"));
        var session = await GuestSession.Open(gateway.Address, "ann");
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", session.Token);
        using var negotiated = await Negotiate();
        // Counted twice, it would have to wait for a second; a slower machine doesn't see that.
        var id = (await negotiated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("connectionToken").GetString();
        await using (await HubClient.Connect(gateway.Address, session, connection: id))
            await Eventually.Holds(() => Task.FromResult(gateway.Sessions == 1), "the connection to be counted in");
        // Not at once on a slow machine, where the second's next one is allowed.
        var answer = HttpStatusCode.OK;
        for (var tries = 0; answer == HttpStatusCode.OK && tries < 100; tries++)
        {
            using var another = await Negotiate();
            answer = another.StatusCode;
            if (answer != HttpStatusCode.OK) await another.IsProblem(ErrorCode.RateLimited);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answer);

        Task<HttpResponseMessage> Negotiate() => http.PostAsync("hub/negotiate?negotiateVersion=1", null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_hub_connection_that_is_not_negotiated_counts_too(string? id)
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Addresses:ConnectionBurst", "1"), ("Addresses:ConnectionsPerSecond", "1"));
        var session = await GuestSession.Open(gateway.Address, "ann");
        var refusal = default(Exception);
        // Not the second one at once on a slow machine.
        for (var tries = 0; refusal is null && tries < 100; tries++)
        {
            refusal = await Record.ExceptionAsync(async () =>
            {
                await using var client = await HubClient.Connect(gateway.Address, session, connection: id);
            });
        }

        Assert.Contains("'429'", refusal?.Message, StringComparison.Ordinal);
    }

    private sealed class GuestCaller(GatewayHost gateway, string token)
    {
        public async Task<HttpStatusCode> Me()
        {
            using var http = new HttpClient { BaseAddress = gateway.Address };
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var response = await http.GetAsync("api/v1/me");
            Assert.Equal(response.StatusCode == HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is not null);
            return response.StatusCode;
        }
    }

    private static async Task<HttpStatusCode> Open(GatewayHost gateway, string name, string address)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        using var response = await http.PostAsJsonAsync("api/v1/session", new { name });
        return response.StatusCode;
    }
}
