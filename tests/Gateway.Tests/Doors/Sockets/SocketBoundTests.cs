using System.Net.WebSockets;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>Clients that don't read, don't answer, or vanish.</summary>
public sealed class SocketBoundTests : SocketTest
{
    protected override (string, string)[] Settings =>
        [("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"), ("WebSocket:Ping", "00:00:01")];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task G8_a_socket_that_does_not_read_is_cut_by_its_outbox_and_others_notice_nothing(bool contract)
    {
        var room = NewRoom();
        await using var gateway = await GatewayHost.Start(Engine, ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"));
        await using var ann = await gateway.Guest("ann");
        await ann.Join(room);
        await using var slow = await SocketClient.Connect(gateway.Address, $"name=slow&room={room}", contract: contract, read: false);
        if (contract) await slow.Send(new { type = "join", room });
        await ann.Hears(room, 2);
        var text = new string('x', 8000);
        for (var i = 0; i < 1000; i++) await ann.Say(room, text);
        await Eventually.Holds(() => Task.FromResult(gateway.Sessions == 1), "the slow client to be cut off");
        Assert.Contains(gateway.Log.Lines, line => line.Text.Contains("4009 slow_consumer", StringComparison.Ordinal));
        await ann.Hears(room, 1002);
    }

    [Fact]
    public async Task G8_a_client_that_asks_and_does_not_read_the_answers_is_cut_too()
    {
        var room = NewRoom();
        await using var gateway = await GatewayHost.Start(
            Engine, ("Sessions:CommandsPerSecond", "100000"), ("Sessions:CommandBurst", "100000"),
            ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"));
        await using var ann = await gateway.Guest("ann");
        await ann.Join(room);
        for (var i = 0; i < 50; i++) await ann.Say(room, new string('x', 4000));
        await using var slow = await SocketClient.Connect(gateway.Address, contract: true, read: false);
        await Eventually.Holds(() => Task.FromResult(gateway.Sessions == 2), "the slow client to be there");
        try
        {
            for (var i = 0; i < 500; i++) await slow.Send(new { type = "history", room, limit = 200 });
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException)
        {
            // Cut while it went on.
        }

        await Eventually.Holds(() => Task.FromResult(gateway.Sessions == 1), "the slow client to be cut off");
        Assert.Contains(gateway.Log.Lines, line => line.Text.Contains("4009 slow_consumer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_pings_is_cut_and_one_that_does_is_not()
    {
        // It reads its socket by itself only while it is asked to receive.
        await using var mute = await SocketClient.Connect(Gateway.Address, "name=mute", read: false);
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 1), "the mute one to be there");
        await using var ann = await Chats("name=ann");
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 1), "the mute one to be cut");
        await ann.Hears("mute left the chat");
        await ann.Ask("mine");
        Assert.False(ann.Closed.IsCompleted);
    }

    [Fact]
    public async Task Nothing_of_a_socket_that_vanished_is_kept()
    {
        await using (await Chats("name=ann"))
        {
        }

        await using (await Program("name=bob"))
        {
        }

        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 0), "the sessions to be forgotten");
    }
}
