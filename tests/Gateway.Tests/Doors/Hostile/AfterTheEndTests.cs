using System.Net;
using OrleansChat.Testing;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Hostile;

/// <summary>Peers who are told that their connection ends, and go on.</summary>
public sealed class AfterTheEndTests : HostileTest
{
    [Fact]
    public async Task Whose_token_was_revoked_does_nothing_more_although_the_connection_lasts_a_moment_longer()
    {
        var (token, room) = (await NewToken("eve"), NewRoom());
        await WhileTheyTalk(async () =>
        {
            using var peer = await RawConnection.To(Gateway.Address);
            await peer.Sends(RawConnection.Upgrade($"/ws?access_token={token}", "Sec-WebSocket-Protocol: orleanschat.v1\r\n"));
            await peer.Hears("welcome");
            using var http = Caller(token);
            using var deleted = await http.DeleteAsync("session");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            // The close frame has come, and is ignored.
            await peer.Hears("Unauthorized");
            await peer.Sends(Frames.Text($$"""{"type":"join","ref":1,"room":"{{room}}"}"""));
            await peer.Hears();
        });
        await using var ann = await Gateway.Guest("ann");
        Assert.Equal(ErrorCode.NoSuchRoom, await Refused(ann.History(room)));
    }
}
