using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>A page's membership lasts as long as its user's connections; one that was there before outlives them.</summary>
public sealed class VisitTests : SocketTest
{
    [Fact]
    public async Task A_membership_that_was_there_before_a_visit_outlives_it()
    {
        await using var scene = await Begin();
        var (room, bob, session) = scene;
        await using (var hub = await Gateway.Again(session)) await hub.Join(room);
        await Gone(1);

        var page = await Chats($"token={session.Token}&room={room}");
        await page.Leave();
        await Gone(1);
        await Ended();
        Assert.Equal(["join"], scene.HeardOfAnn);
        await using var again = await Gateway.Again(session);
        await again.Say(room, "still a member");
    }

    [Fact]
    public async Task A_visit_ends_with_the_last_of_the_users_connections_whichever_that_is()
    {
        await using var scene = await Begin();
        var (room, bob, session) = scene;
        var page = await Chats($"token={session.Token}&room={room}");
        var other = await Chats($"token={session.Token}");
        await page.Leave();
        await Gone(2);
        await other.Ask("send", new { room, id = NewId(), text = "still a member" });
        await other.Leave();
        await bob.Hears(room, 4);
        Assert.Equal(["join", "message", "leave"], scene.HeardOfAnn);
    }

    [Fact]
    public async Task A_visit_ends_with_the_last_of_the_users_connections_also_when_that_is_to_another_gateway()
    {
        await using var second = await GatewayHost.Start(Engine);
        await using var scene = await Begin();
        var (room, bob, session) = scene;
        var page = await Chats($"token={session.Token}&room={room}");
        await using var other = await SocketClient.Connect(second.Address, $"token={session.Token}&room={room}");
        await other.Ask("mine");
        await page.Leave();
        await Gone(1);
        await Ended();
        await other.Ask("send", new { room, id = NewId(), text = "still a member" });
        await other.Leave();
        await bob.Hears(room, 4);
        Assert.Equal(["join", "message", "leave"], scene.HeardOfAnn);
    }

    [Fact]
    public async Task A_visit_ends_with_the_users_last_connection_also_when_that_one_never_visited()
    {
        await using var second = await GatewayHost.Start(Engine);
        await using var scene = await Begin();
        var (room, bob, session) = scene;
        var page = await Chats($"token={session.Token}&room={room}");
        await using (await second.Again(session))
        {
            await Eventually.Holds(() => Task.FromResult(second.Sessions == 1), "her other session to begin");
            await page.Leave();
            await Gone(1);
            await Ended();
            Assert.Equal(["join"], scene.HeardOfAnn);
        }

        await bob.Hears(room, 3);
        Assert.Equal(["join", "leave"], scene.HeardOfAnn);
    }

    [Fact]
    public async Task A_visit_that_becomes_a_lasting_membership_does_not_end()
    {
        await using var scene = await Begin();
        var (room, bob, session) = scene;
        var page = await Chats($"token={session.Token}&room={room}");
        await using (var hub = await Gateway.Again(session)) await hub.Join(room);
        await page.Leave();
        await Gone(1);
        await Ended();
        Assert.Equal(["join"], scene.HeardOfAnn);
    }

    [Fact]
    public async Task Who_comes_back_at_once_is_a_member_and_hears_the_room()
    {
        await using var scene = await Begin();
        var (room, bob, session) = scene;
        var page = await Chats($"token={session.Token}&room={room}");
        for (var i = 0; i < 20; i++)
        {
            page.Cut();
            await page.DisposeAsync();
            page = await Chats($"token={session.Token}&room={room}");
            await page.Ask("chat", new { content = $"back {i}" });
            await bob.Say(room, $"welcome back {i}");
            await page.Hears($"welcome back {i}");
        }

        await page.DisposeAsync();
    }

    private async Task<Scene> Begin()
    {
        var room = NewRoom();
        var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        return new Scene(room, bob, await GuestSession.Open(Gateway.Address, "ann"));
    }

    private Task Gone(int left) => Eventually.Holds(() => Task.FromResult(Gateway.Sessions == left), "the connection to be forgotten");

    private Task Ended() => Eventually.Holds(() => Task.FromResult(Gateway.Ending == 0), "all visits to have ended");

    /// <summary>Bob in a room, who watches, and Ann, who isn't there yet.</summary>
    private sealed record Scene(string Room, HubClient Bob, GuestSession Ann) : IAsyncDisposable
    {
        public IEnumerable<string> HeardOfAnn => Bob.Heard(Room).Where(e => e.Actor.Name == "ann").Select(e => e.Kind);

        public ValueTask DisposeAsync() => Bob.DisposeAsync();
    }
}
