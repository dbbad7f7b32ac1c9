using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>A connection of the line door: lines in, lines out, and the session's way out.</summary>
internal sealed class LineConnection : IClientConnection, IDisposable
{
    private readonly ConnectionContext _transport;
    private readonly LineInput _input;
    private readonly LineOutput _output;
    private readonly CancellationTokenRegistration _stopping;

    public LineConnection(ConnectionContext transport, TcpSettings settings, TimeProvider time)
    {
        _transport = transport;
        _input = new LineInput(transport.Transport.Input, settings.LineBytes, time);
        _output = new LineOutput(transport.Transport.Output, Abort, time);
        View = new LineView(Rooms, Ids);
        // Of connections without a session: the others have been told when the server begins to stop.
        _stopping = transport.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            .Register(() => _ = Close(ErrorCode.GoingAway)) ?? default;
    }

    public string Id => _transport.ConnectionId;

    /// <summary>The peer.</summary>
    public IPEndPoint? Peer => _transport.RemoteEndPoint is not IPEndPoint peer ? null
        : peer.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(peer.Address.MapToIPv4(), peer.Port)
        : peer;

    public LineRooms Rooms { get; } = new();

    public LineIds Ids { get; } = new();

    public LineView View { get; }

    /// <summary>From now on, how long nothing may be said.</summary>
    public void WaitFor(TimeSpan patience) => _input.WaitFor(patience);

    /// <summary>Waits for the next line.</summary>
    public Task<Received> Next() => _input.Next();

    /// <summary>Says something; the text has its own line feeds.</summary>
    public async Task Say(string text)
    {
        if (text.Length == 0) return;
        await _output.Write(AsRead(text));
        // Whoever is told something isn't idle: people who listen stay.
        _input.Touch();
    }

    public Task Write(IReadOnlyList<Outgoing> items) => Say(View.Of(items));

    public Task Close(ErrorCode reason) => End(LineEnd.Closed, LineText.Farewell(new ChatException(reason)));

    /// <summary>Says a last word, and ends the connection. Does nothing the second time.</summary>
    public async Task End(LineEnd how, string? farewell)
    {
        await _output.End(farewell is null ? null : AsRead(farewell));
        _input.Stop(how);
    }

    public void Abort()
    {
        _input.Stop(LineEnd.Closed);
        _transport.Abort();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _input.Dispose();
    }

    /// <summary>Lines end as the peer ends its own.</summary>
    private string AsRead(string text) => _input.EndsWithReturn ? text.ReplaceLineEndings("\r\n") : text;
}
