using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests;

/// <summary>G8: what one client may use is bounded, and reaching a bound is its own business only.</summary>
public sealed class LimitTests : LocalGateway
{
    private static readonly (string, string)[] Fast = [("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000")];

    [Fact]
    public async Task G8_a_client_that_does_not_read_is_cut_off_while_others_notice_nothing_and_it_comes_back_by_its_position()
    {
        var room = NewRoom();
        await using var gateway = await GatewayHost.Start(Engine, Fast);
        await using var ann = await gateway.Guest("ann");
        await ann.Join(room);
        var session = await GuestSession.Open(gateway.Address, "slow");
        await using var slow = await HubClient.Connect(gateway.Address, session, read: false);
        await slow.SendText($$"""{"type":1,"target":"Join","arguments":["{{room}}",null]}""");
        await ann.Hears(room, 2);

        // Eight megabytes are more than any socket buffer and the outbox hold together.
        var text = new string('x', 8000);
        for (var i = 0; i < 1000; i++) await ann.Say(room, text);
        await Eventually.Holds(() => Task.FromResult(gateway.Sessions == 1), "the slow client to be cut off");
        Assert.Contains(gateway.Log.Lines, line => line.Text.Contains("4009 slow_consumer", StringComparison.Ordinal));
        Assert.Equal((1, 1), (gateway.Measured["orleanschat.gateway.closed"], gateway.Measured["orleanschat.gateway.connections"]));
        await ann.Hears(room, 1002);
        Assert.Equal(Enumerable.Range(2, 1001).Select(i => (long)i), ann.Heard(room).Select(e => e.Seq));

        await using var back = await gateway.Again(session);
        Assert.False((await back.Join(room, 2)).Reset);
        await back.Hears(room, 1002);
        Assert.Equal(Enumerable.Range(3, 1000).Select(i => (long)i), back.Heard(room).Select(e => e.Seq));
    }

    [Fact]
    public async Task A_flood_is_refused_with_the_time_to_wait_and_harms_only_its_sender()
    {
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await using var bob = await Gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        var sends = Enumerable.Range(0, 200).Select(i => ann.Say(room, $"{i}")).ToList();
        var refusals = (await Task.WhenAll(sends.Select(send => Record.ExceptionAsync(() => send)))).Where(e => e is not null).ToList();

        Assert.NotEmpty(refusals);
        Assert.All(refusals, e => Assert.Equal(ErrorCode.RateLimited, Assert.IsType<HubRefused>(e).Code));
        Assert.All(refusals, e => Assert.Matches(@"^4301 rate_limited \[retry after \d+ ms\]: ", e!.Message));
        Assert.True(refusals.Count <= 140, "a burst of 60 is allowed");
        await bob.Say(room, "I am not affected");
    }

    [Fact]
    public async Task The_number_of_connections_of_a_user_is_limited()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Sessions:ConnectionsPerUser", "2"));
        await using var first = await gateway.Guest("ann");
        await using var second = await gateway.Again(first.Session);
        await first.Join(NewRoom());
        await second.Join(NewRoom());
        await using var third = await gateway.Again(first.Session);
        Assert.StartsWith("4011 too_many_connections: ", (await third.Closed.Within("the third to be closed")).Error, StringComparison.Ordinal);

        // A place that becomes free can be taken.
        second.Cut();
        await Eventually.Holds(() => Task.FromResult(gateway.Sessions == 1), "the second to be forgotten");
        await using var fourth = await gateway.Again(first.Session);
        await fourth.Join(NewRoom());
    }

    [Fact]
    public async Task An_expiring_token_ends_its_live_connections()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Sessions:TokenLifetime", "00:00:05"));
        await using var ann = await gateway.Guest("ann");
        await ann.Join(NewRoom());
        var closed = await ann.Closed.Within("the session to expire");
        Assert.StartsWith("4002 session_expired: ", closed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_client_that_vanished_is_kept()
    {
        await using (var ann = await Gateway.Guest("ann")) await ann.Join(NewRoom());
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 0), "the session to be forgotten");
    }
}
