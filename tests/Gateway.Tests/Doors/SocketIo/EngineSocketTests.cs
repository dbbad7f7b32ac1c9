using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Gateway.Doors.SocketIo;
using OrleansChat.Gateway.Doors.SocketIo.Engine;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>One Engine.IO connection without a transport.</summary>
public sealed class EngineSocketTests
{
    [Fact]
    public async Task G8_who_says_more_than_is_worked_off_waits_and_nothing_of_it_is_lost_or_overtaken()
    {
        var engine = new EngineSocket("secret", EngineTransport.WebSocket, new EngineHandshake(null, null), new SocketIoSettings(), TimeProvider.System, NullLogger.Instance);
        var said = Enumerable.Range(0, 10).Select(Say).ToList();
        Assert.Equal([true, true, false, false], said.Take(4).Select(one => one.IsCompleted));
        for (var n = 0; n < said.Count; n++) Assert.Equal($"{n}", Encoding.UTF8.GetString((await engine.Messages.ReadAsync().AsTask().Within($"{n}")).Span));
        await Task.WhenAll(said).Within("all to be taken");

        Task Say(int n) => engine.Receive(new EnginePacket(EnginePacketType.Message, Encoding.UTF8.GetBytes($"{n}")), CancellationToken.None);
    }

    [Fact]
    public async Task Who_waits_when_the_connection_ends_waits_no_longer()
    {
        var engine = new EngineSocket("secret", EngineTransport.WebSocket, new EngineHandshake(null, null), new SocketIoSettings(), TimeProvider.System, NullLogger.Instance);
        var said = Enumerable.Range(0, 3).Select(n => engine.Receive(new EnginePacket(EnginePacketType.Message, new byte[] { 65 }), CancellationToken.None)).ToList();
        Assert.False(said[2].IsCompleted);
        engine.End(EngineEnd.TransportClosed);
        await Task.WhenAll(said).Within("the third to be let go");
    }
}
