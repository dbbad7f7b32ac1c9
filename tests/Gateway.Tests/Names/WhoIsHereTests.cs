using System.Net;
using System.Net.Http.Json;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Names;

/// <summary>Who is online, and what everybody is told.</summary>
public sealed class WhoIsHereTests : LocalGateway
{
    private const string Key = "a key of some length";

    protected override (string, string)[] Settings => [("Announcements:Key", Key)];

    [Fact]
    public async Task Several_connections_on_several_gateways_are_one_presence()
    {
        var room = NewRoom();
        await using var other = await GatewayHost.Start(Engine);
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        var again = await other.Again(bob.Session);
        await Sees(ann, room, "ann", "bob");

        bob.Cut();
        again.Cut();
        await again.DisposeAsync();
        await Sees(ann, room, "ann");
        var away = await ann.Invoke<UserInfo>("User", "bob");
        Assert.False(away.Online);
        Assert.NotNull(away.LastSeen);
        Assert.Equal(["ann", "bob"], (await ann.Invoke<MemberPage>("Members", room, null, 200)).Members.Select(member => member.User.Name));
    }

    [Fact]
    public async Task An_announcement_reaches_everybody_on_every_gateway_and_needs_the_key()
    {
        await using var other = await GatewayHost.Start(Engine);
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await other.Guest("bob");
        // Presence knows both gateways once they have reported.
        await Eventually.Holds(async () => (await ann.Invoke<OnlinePage>("Online", null, null, 200)).Total == 2, "both to be online");

        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var without = await http.PostAsJsonAsync("api/v1/announcements", new { text = "hear, hear" });
        await without.IsProblem(ErrorCode.Unauthorized);
        http.DefaultRequestHeaders.Add("X-Api-Key", Key);
        using var blank = await http.PostAsJsonAsync("api/v1/announcements", new { text = " " });
        await blank.IsProblem(ErrorCode.EmptyText);
        using var said = await http.PostAsJsonAsync("api/v1/announcements", new { text = "hear, hear" });
        Assert.Equal(HttpStatusCode.Accepted, said.StatusCode);
        foreach (var ear in new[] { ann, bob })
            Assert.Equal("hear, hear", (await ear.HearsOf("announcement")).GetProperty("text").GetString());
    }

    private static Task Sees(HubClient who, string room, params string[] names) => Eventually.Holds(
        async () => (await who.Invoke<OnlinePage>("Online", room, null, 200)).Users.Select(user => user.Name).SequenceEqual(names),
        $"{string.Join(", ", names)} to be online");
}
