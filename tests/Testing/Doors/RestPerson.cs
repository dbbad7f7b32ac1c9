using System.Net.Http.Headers;
using System.Net.Http.Json;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Testing.Doors;

/// <summary>By REST: a program that asks again and again.</summary>
public sealed class RestPerson(string name) : Person(name)
{
    private HttpClient _http = null!;
    private string _room = "";

    public override async Task Joins(Uri gateway, GatewayHost host, string room)
    {
        _room = room;
        _http = new HttpClient { BaseAddress = new Uri(gateway, "api/v1/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await GuestSession.Open(gateway, Name)).Token);
        await Done(_http.PutAsync($"rooms/{room}/membership", null));
    }

    public override Task Says(string text) => Done(_http.PostAsJsonAsync($"rooms/{_room}/messages", new { id = Guid.NewGuid(), text }));

    public override Task Tells(string who, string text) => Done(_http.PostAsJsonAsync($"users/{who}/messages", new { id = Guid.NewGuid(), text }));

    public override async Task Renames(string name)
    {
        await Done(_http.PatchAsJsonAsync("me", new { name }));
        Name = name;
    }

    public override Task Leaves() => Done(_http.DeleteAsync($"rooms/{_room}/membership"));

    // There is no connection to lose, nor to bring back.
    public override Task Dies() => Task.CompletedTask;

    public override Task Returns() => Task.CompletedTask;

    public override async Task<IReadOnlyList<string>> Heard()
    {
        var rooms = await _http.GetFromJsonAsync<Mine[]>("me/rooms");
        var heard = new List<string>();
        foreach (var room in rooms!)
        {
            var page = await _http.GetFromJsonAsync<HubPage>($"rooms/{room.Room}/messages?after=0&limit=200");
            heard.AddRange(page!.Events.Select(e => Line(e.Room, e.Kind, e.Actor.Name, e.Text)).OfType<string>());
        }

        return heard;
    }

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task Done(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    private sealed record Mine(string Room);
}
