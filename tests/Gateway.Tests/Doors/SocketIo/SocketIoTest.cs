using System.Text.Json;
using OrleansChat.Testing;
using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>A gateway with people at its Socket.IO door.</summary>
public abstract class SocketIoTest : LocalGateway
{
    protected Task<SocketIoClient> Connect(EngineCarrier carrier = EngineCarrier.WebSocket, object? auth = null) =>
        SocketIoClient.Connect(Gateway.Address, carrier, auth);

    /// <summary>Somebody who is in a room of the old dialect.</summary>
    protected async Task<SocketIoClient> InRoom(string room, string name, EngineCarrier carrier = EngineCarrier.WebSocket)
    {
        var client = await Connect(carrier);
        var joined = await client.Ask("join room", new { roomname = room, username = name });
        Assert.False(joined.GetProperty("error").GetBoolean(), joined.GetRawText());
        return client;
    }

    protected static string Json(object value) => JsonSerializer.Serialize(value);

    protected Task Sessions(int count) => Eventually.Holds(() => Task.FromResult(Gateway.Sessions == count), $"{count} sessions");

    /// <summary>A name of this test alone.</summary>
    protected static string NewName(string name) => $"{name}-{Guid.NewGuid().ToString("N")[..8]}";
}
