using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Doors;

/// <summary>REST as docs/protocol.md describes it.</summary>
public sealed class RestTests : LocalGateway
{
    [Fact]
    public async Task A_message_is_sent_read_changed_reacted_to_and_deleted()
    {
        var room = NewRoom();
        using var ann = await Caller("ann");
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        await Ok<object>(ann.PutAsync($"rooms/{room}/membership", null));
        var id = Guid.NewGuid();
        var ack = await Ok<HubAck>(ann.PostAsJsonAsync($"rooms/{room}/messages", new { id, text = "hello" }), HttpStatusCode.Created);
        // Again is once (G3).
        Assert.Equal(ack, await Ok<HubAck>(ann.PostAsJsonAsync($"rooms/{room}/messages", new { id, text = "hello" }), HttpStatusCode.Created));
        await bob.Hears(room, ack.Seq);
        Assert.Equal("hello", bob.Heard(room).Single(e => e.Seq == ack.Seq).Text);

        await Ok<HubAck>(ann.PatchAsJsonAsync($"rooms/{room}/messages/{ack.Seq}", new { id = Guid.NewGuid(), text = "hello!" }));
        await Ok<HubAck>(ann.PostAsJsonAsync($"rooms/{room}/messages/{ack.Seq}/reactions", new { id = Guid.NewGuid(), emoji = "👍" }));
        await bob.Reply(room, ack.Seq, "hi");
        var page = await Ok<HubPage>(ann.GetAsync($"rooms/{room}/messages?around={ack.Seq}&limit=1"));
        Assert.Equal(("hello!", 1, 1), (page.Events.Single().Text, page.Details.Single().Replies, page.Details.Single().Reactions.Single().Count));
        Assert.Equal("👍", (await Ok<HubReactions>(ann.GetAsync($"rooms/{room}/messages/{ack.Seq}/reactions"))).Reactions.Single().Emoji);
        await Ok<HubAck>(ann.DeleteAsync($"rooms/{room}/messages/{ack.Seq}/reactions?id={Guid.NewGuid()}&emoji={Uri.EscapeDataString("👍")}"));
        await Ok<HubAck>(ann.DeleteAsync($"rooms/{room}/messages/{ack.Seq}?id={Guid.NewGuid()}"));
        Assert.Null((await Ok<HubPage>(ann.GetAsync($"rooms/{room}/messages?around={ack.Seq}&limit=1"))).Events.Single().Text);
        await Ok<RoomPosition>(ann.DeleteAsync($"rooms/{room}/membership"));
        using var refused = await ann.PostAsJsonAsync($"rooms/{room}/messages", new { id = Guid.NewGuid(), text = "too late" });
        await refused.IsProblem(ErrorCode.NotAMember);
    }

    [Fact]
    public async Task A_rooms_pages_are_linked_both_ways()
    {
        var room = NewRoom();
        using var ann = await Caller("ann");
        await Ok<object>(ann.PutAsync($"rooms/{room}/membership", null));
        for (var i = 0; i < 8; i++) await Ok<HubAck>(ann.PostAsJsonAsync($"rooms/{room}/messages", new { id = Guid.NewGuid(), text = $"{i}" }), HttpStatusCode.Created);

        var backwards = await Walk(ann, $"rooms/{room}/messages?limit=4", "prev");
        Assert.Equal([[6, 7, 8, 9], [2, 3, 4, 5], [1]], backwards);
        var forwards = await Walk(ann, $"rooms/{room}/messages?after=0&limit=4", "next");
        Assert.Equal([[1, 2, 3, 4], [5, 6, 7, 8], [9]], forwards);
    }

    [Fact]
    public async Task Rooms_and_people_are_looked_up()
    {
        var room = NewRoom();
        using var ann = await Caller("ann");
        await Ok<object>(ann.PutAsync($"rooms/{room}/membership", null));
        await Ok<HubAck>(ann.PutAsJsonAsync($"rooms/{room}/topic", new { id = Guid.NewGuid(), topic = "Soup" }));
        Assert.Equal((room, "Soup", 1), (await Ok<RoomPage>(ann.GetAsync($"rooms?search={room[5..]}"))).Rooms.Select(r => (r.Name, r.Topic, r.Members)).Single());
        Assert.Equal("Soup", (await Ok<RoomInfo>(ann.GetAsync($"rooms/{room}"))).Topic);
        Assert.Equal("ann", (await Ok<MemberPage>(ann.GetAsync($"rooms/{room}/members"))).Members.Single().User.Name);
        Assert.Equal("anna", (await Ok<Actor>(ann.PatchAsJsonAsync("me", new { name = "anna" }))).Name);
        Assert.Equal("anna", (await Ok<UserInfo>(ann.GetAsync("users/anna"))).User.Name);
        Assert.Equal(room, (await Ok<Belonging[]>(ann.GetAsync("me/rooms"))).Single().Room);

        await using var bob = await Gateway.Guest("bob");
        var told = await Ok<HubAck>(ann.PostAsJsonAsync("users/bob/messages", new { id = Guid.NewGuid(), text = "psst" }), HttpStatusCode.Created);
        await bob.Hears(told.Room, told.Seq);
        Assert.Equal("psst", (await Ok<HubPage>(ann.GetAsync($"rooms/{told.Room}/messages"))).Events.Single().Text);
    }

    [Fact]
    public async Task Everything_but_a_new_session_and_the_servers_own_data_needs_a_token()
    {
        using var nobody = new HttpClient { BaseAddress = new Uri(Gateway.Address, "api/v1/") };
        foreach (var path in new[] { "me", "me/rooms", "rooms", "rooms/lobby", "rooms/lobby/members", "rooms/lobby/messages", "users/online", "users/ann" })
        {
            using var refused = await nobody.GetAsync(path);
            await refused.IsProblem(ErrorCode.Unauthorized);
        }

        using var server = await nobody.GetAsync("server");
        Assert.Equal(HttpStatusCode.OK, server.StatusCode);
    }

    private async Task<HttpClient> Caller(string name)
    {
        var session = await GuestSession.Open(Gateway.Address, name);
        var http = new HttpClient { BaseAddress = new Uri(Gateway.Address, "api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
        return http;
    }

    private static async Task<T> Ok<T>(Task<HttpResponseMessage> request, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await request;
        Assert.True(response.StatusCode == status, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<T>(Json))!;
    }

    private static System.Text.Json.JsonSerializerOptions Json { get; } = new(System.Text.Json.JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase) },
    };

    private static async Task<List<long[]>> Walk(HttpClient http, string first, string relation)
    {
        var pages = new List<long[]>();
        for (var next = first; next is not null;)
        {
            using var response = await http.GetAsync(next);
            pages.Add([.. (await response.Content.ReadFromJsonAsync<HubPage>())!.Events.Select(e => e.Seq)]);
            next = response.Headers.TryGetValues("Link", out var links)
                ? links.SelectMany(link => link.Split(", ")).Where(link => link.Contains($"rel=\"{relation}\"", StringComparison.Ordinal))
                    .Select(link => link[1..link.IndexOf('>', StringComparison.Ordinal)]).SingleOrDefault()
                : null;
        }

        return pages;
    }
}
