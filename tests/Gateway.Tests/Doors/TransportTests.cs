using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Doors;

/// <summary>The hub without WebSockets: SignalR's long polling and server-sent events, by hand over HTTP.</summary>
public sealed class TransportTests : LocalGateway
{
    private const char End = '\u001e';

    [Theory]
    [InlineData("LongPolling")]
    [InlineData("ServerSentEvents")]
    public async Task A_client_without_WebSockets_joins_speaks_and_hears(string transport)
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        var session = await GuestSession.Open(Gateway.Address, "ann");
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", session.Token);
        using var negotiated = await http.PostAsync("hub/negotiate?negotiateVersion=1", null);
        var connection = (await negotiated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("connectionToken").GetString();
        var address = $"hub?id={connection}";

        using var patience = new CancellationTokenSource(Testing.Eventually.Patience);
        var heard = transport == "LongPolling"
            ? Poll(http, address, "hello from bob", patience.Token)
            : Stream(http, address, "hello from bob", patience.Token);
        await Post(http, address, """{"protocol":"json","version":1}""");
        await Post(http, address, $$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room}}",null]}""");
        await bob.Hears(room, 2);
        await Post(http, address, $$"""{"type":1,"invocationId":"2","target":"Send","arguments":["{{room}}","{{Guid.NewGuid()}}","hello from ann"]}""");
        await bob.Hears(room, 3);
        Assert.Equal("hello from ann", bob.Heard(room).Single(e => e.Seq == 3).Text);
        await bob.Say(room, "hello from bob");
        Assert.Contains("hello from ann", await heard, StringComparison.Ordinal);
    }

    private static async Task Post(HttpClient http, string address, string record)
    {
        using var content = new StringContent(record + End, Encoding.UTF8, "text/plain");
        using var response = await http.PostAsync(address, content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<string> Poll(HttpClient http, string address, string until, CancellationToken patience)
    {
        var all = new StringBuilder();
        while (!all.ToString().Contains(until, StringComparison.Ordinal)) all.Append(await http.GetStringAsync(address, patience));
        return all.ToString();
    }

    private static async Task<string> Stream(HttpClient http, string address, string until, CancellationToken patience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new("text/event-stream"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience));
        var all = new StringBuilder();
        while (!all.ToString().Contains(until, StringComparison.Ordinal)) all.AppendLine(await reader.ReadLineAsync(patience));
        return all.ToString();
    }
}
