using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Names;

/// <summary>A name is one person's at a time, on every gateway.</summary>
public sealed class NameTests : LocalGateway
{
    [Theory]
    [InlineData("Ann")]
    [InlineData("ANN")]
    [InlineData("ａnn")]
    public async Task A_name_like_one_that_is_taken_is_refused_with_one_that_is_free(string alike)
    {
        await using var ann = await Gateway.Guest("ann");
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var refused = await http.PostAsJsonAsync("api/v1/session", new { name = alike });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)ErrorCode.NameTaken, problem.GetProperty("code").GetInt32());
        using var taken = await http.PostAsJsonAsync("api/v1/session", new { name = problem.GetProperty("suggestion").GetString() });
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task A_rename_is_one_event_in_each_room_and_a_notice_on_each_connection()
    {
        var (one, two) = (NewRoom(), NewRoom());
        await using var other = await GatewayHost.Start(Engine);
        await using var ann = await Gateway.Guest("ann");
        await using var annAtHome = await other.Again(ann.Session);
        await using var bob = await Gateway.Guest("bob");
        foreach (var room in new[] { one, two })
        {
            await ann.Join(room);
            await bob.Join(room);
        }

        Assert.Equal("anna", (await ann.Invoke<Actor>("Rename", "anna")).Name);
        foreach (var room in new[] { one, two })
        {
            await bob.Hears(room, 3);
            Assert.Equal(("rename", "ann", "anna"), bob.Heard(room).Where(e => e.Seq == 3).Select(e => (e.Kind, e.Actor.Name, e.Text!)).Single());
        }

        foreach (var connection in new[] { ann, annAtHome })
            Assert.Equal("anna", (await connection.HearsOf("renamed")).GetProperty("user").GetProperty("name").GetString());
        await annAtHome.Join(one);
        var said = await annAtHome.Say(one, "it's me");
        await bob.Hears(one, said.Seq);
        Assert.Equal("anna", bob.Heard(one).Single(e => e.Seq == said.Seq).Actor.Name);

        // The old name is free, the new one isn't.
        Assert.Equal(ErrorCode.NameTaken, await Refused(bob.Invoke<Actor>("Rename", "anna")));
        Assert.Equal("ann", (await bob.Invoke<Actor>("Rename", "ann")).Name);
        Assert.Equal(4, (await bob.History(two)).Head);
    }

    [Fact]
    public async Task A_name_that_is_ones_own_already_changes_nothing()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        Assert.Equal("ann", (await ann.Invoke<Actor>("Rename", "ann")).Name);
        Assert.Equal(1, (await ann.History(room)).Head);
        Assert.Equal(ErrorCode.BadName, await Refused(ann.Invoke<Actor>("Rename", "@ann")));
    }
}
