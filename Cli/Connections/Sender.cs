using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansChat.Cli.Connections;

/// <summary>Says things in one room, each until it is acknowledged: with one id, over as many attempts and connections as
/// it takes, so that it is there once.</summary>
internal sealed class Sender(Connector connector, string room)
{
    private const int NoSuchRoom = 4201;
    private const int NotAMember = 4202;

    /// <summary>Says it.</summary>
    /// <returns>The ack.</returns>
    /// <exception cref="ServerRefusal">The server won't have it, now or later.</exception>
    /// <exception cref="GaveUpException">There was no server for too long.</exception>
    public async Task<JsonElement> Send(Guid id, string text, CancellationToken stop)
    {
        var pauses = new Backoff();
        var hasJoined = false;
        while (true)
        {
            try
            {
                return await connector.Ask("send", new JsonObject { ["room"] = room, ["id"] = id.ToString("D"), ["text"] = text }, stop);
            }
            catch (ServerRefusal refusal) when (refusal.Code is NoSuchRoom or NotAMember && !hasJoined)
            {
                hasJoined = await TryJoin(stop);
            }
            catch (ServerRefusal refusal) when (refusal.MayBeTriedAgain)
            {
                await Task.Delay(refusal.After ?? pauses.Next(), stop);
            }
            catch (ConnectionLostException)
            {
                // Nobody knows whether it was written. The same id tells.
            }
        }
    }

    private async Task<bool> TryJoin(CancellationToken stop)
    {
        try
        {
            await connector.Ask("join", new JsonObject { ["room"] = room }, stop);
            connector.HasJoined(room);
            return true;
        }
        catch (ServerRefusal refusal) when (refusal.MayBeTriedAgain)
        {
            await Task.Delay(refusal.After ?? TimeSpan.FromSeconds(1), stop);
            return false;
        }
        catch (ConnectionLostException)
        {
            return false;
        }
    }
}
