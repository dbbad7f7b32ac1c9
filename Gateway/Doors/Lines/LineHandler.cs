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
        var dialog = new LineDialog(line, admitted, settings, time, log);
        try
        {
            var how = await dialog.Run();
            // The peer need not wait for what others are told.
            await line.End(how, how == LineEnd.Timeout ? LineText.Timeout : null);
            return how;
        }
        finally
        {
            await sessions.End(admitted.Session);
            if (!dialog.CanReturn) await GiveUpName(line, admitted.Session);
        }
    }

    /// <summary>Somebody who can't come back leaves their name to others.</summary>
    private async Task GiveUpName(LineConnection line, Session session)
    {
        try
        {
            await guests.Close(session.User.Id, session.TokenHash);
        }
        catch (ChatException e)
        {
            log.NotClosed(line.Id, (int)e.Code, e.Info.Name);
        }
    }
}
