using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>The life of each connection of the line door, from its first byte to its last. What goes wrong in one harms no
/// other.</summary>
internal sealed class LineHandler(
    LineEntrance entrance, Guests guests, SessionRegistry sessions, TcpSettings settings, TimeProvider time, ILogger<LineHandler> log)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var line = new LineConnection(connection, settings, time);
        log.Connected(line.Id, line.Peer);
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature) KeepAlive.On(feature.Socket);
        var how = LineEnd.Disconnect;
        try
        {
            how = await Talk(line);
        }
        catch (ChatException refusal)
        {
            log.TurnedAway(line.Id, line.Peer, (int)refusal.Code, refusal.Info.Name);
            await line.End(how = LineEnd.Closed, LineText.Farewell(refusal));
        }
        finally
        {
            await line.End(how, farewell: null);
            log.Ended(line.Id, line.Peer, how);
        }
    }

    private async Task<LineEnd> Talk(LineConnection line)
    {
        var (admitted, end) = await entrance.Admit(line);
        if (admitted is null)
        {
            await line.End(end, end == LineEnd.Timeout ? LineText.Timeout : null);
            return end;
        }

        log.Named(line.Id, line.Peer, admitted.Session.User.Id);
        try
        {
            var dialog = new LineDialog(line, admitted, settings, time, log);
            var how = await dialog.Run();
            // The peer need not wait for what others are told.
            await line.End(how, how == LineEnd.Timeout ? LineText.Timeout : null);
            if (!dialog.CanReturn) await Forget(line, dialog);
            return how;
        }
        finally
        {
            sessions.End(admitted.Session);
        }
    }

    /// <summary>Somebody who can't come back leaves their rooms and gives up their name.</summary>
    private async Task Forget(LineConnection line, LineDialog dialog)
    {
        await dialog.LeaveAll();
        try
        {
            await guests.Close(dialog.Session.User.Id, dialog.Session.TokenHash);
        }
        catch (ChatException e)
        {
            log.NotClosed(line.Id, (int)e.Code, e.Info.Name);
        }
    }
}
