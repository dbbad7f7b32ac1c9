using OrleansChat.Testing;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Hostile;

/// <summary>Somebody comes by a WebSocket of Socket.IO, joins a room and never reads, while two people talk elsewhere. (The
/// others' slow readers: LimitTests, SocketBoundTests, SocketIoLimitTests, LineRefusalTests.)</summary>
public sealed class NeverReadsTests : HostileTest
{
    // Thirty megabytes are more than any socket buffer and the outbox hold together.
    private const int Batches = 200;
    private const int BatchMessages = 20;

    [Fact]
    public async Task G8_a_Socket_IO_WebSocket_that_is_never_read_is_cut_with_4009()
    {
        var token = await NewToken("eve");
        var room = NewRoom();
        await using var ann = await Gateway.Guest("ann");
        await ann.Join(room);
        await WhileTheyTalk(async () =>
        {
            using var peer = await RawConnection.To(Gateway.Address);
            await peer.Sends(RawConnection.Upgrade($"/socket.io/?EIO=4&transport=websocket&access_token={token}"));
            await peer.Hears("\r\n\r\n");
            await peer.Sends(Frames.Text("40"));
            await peer.Sends(Frames.Text($"42[\"join\",{{\"room\":\"{room}\"}}]"));
            await ann.Hears(room, 2);
            var author = new Actor(ann.Session.User.Id, "ann");
            var text = new string('x', 8000);
            for (var i = 1; i <= Batches && Gateway.Sessions > 3; i++)
            {
                await Engine.Room(room).WriteAll([.. Enumerable.Range(0, BatchMessages).Select(_ => WriteRequest.Message(author, Guid.NewGuid(), text))]);
                await ann.Hears(room, 2 + (BatchMessages * i));
            }

            await Eventually.Holds(() => Task.FromResult((Gateway.Sessions, Gateway.EngineConnections) == (3, 0)), "who doesn't read to be cut off");
            Assert.Contains(Gateway.Log.Lines, line => line.Text.Contains("4009 slow_consumer", StringComparison.Ordinal));
        });
    }
}
