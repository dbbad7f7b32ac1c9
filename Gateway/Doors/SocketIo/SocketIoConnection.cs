using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Doors.SocketIo.Engine;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>How a connection ended.</summary>
internal enum SocketIoEnd
{
    /// <summary>The client wanted it.</summary>
    Wanted,

    /// <summary>It was lost; the client may come back.</summary>
    Lost,
}

/// <summary>
/// One client from its CONNECT to its DISCONNECT. Two dialects, which it may mix: the commands of every door as events
/// with answers (SocketIoConnection.Commands.cs), and the old one of rooms and sentences (SocketIoConnection.Rooms.cs). What
/// the session says leaves by SocketIoConnection.Writing.cs. Without a token it has no session until it says who it is.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle isn't used holds nothing to dispose.")]
internal sealed partial class SocketIoConnection
{
    private readonly SocketIoServices _services;
    private readonly EngineSocket _engine;
    private readonly SemaphoreSlim _slots = new(Session.ParallelCommands);
    // Whose refusals are counted before there is a user.
    private readonly Guid _nobody = Guid.NewGuid();
    private readonly string _pid;
    // Nothing the session says comes before the answer to CONNECT.
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Session? _session;
    // The name that the client asked for last.
    private string? _asked;
    // Guests without a token of their own: nobody else would ever end their memberships.
    private bool _isVisitor;
    private int _closed;
    private int _ended;

    private SocketIoConnection(SocketIoServices services, EngineSocket engine, string pid) =>
        (_services, _engine, _pid) = (services, engine, pid);

    public string Id => _engine.Name;

    /// <summary>Whether it is known who the client is.</summary>
    public bool HasSession => _session is not null;

    /// <summary>Lets a client in; null when it isn't, and was told why.</summary>
    /// <param name="services">What every connection is given.</param>
    /// <param name="engine">What carries it.</param>
    /// <param name="auth">What the client says of itself: <c>token</c>, or the <c>pid</c> that it was given before.</param>
    /// <exception cref="ChatException">Unavailable, GoingAway: the client had better try again.</exception>
    public static async Task<SocketIoConnection?> Connect(SocketIoServices services, EngineSocket engine, JsonElement? auth)
    {
        try
        {
            var (guest, before) = await Find(services, engine, auth);
            var connection = new SocketIoConnection(services, engine, PrivateIds.New(guest?.Token));
            try
            {
                // Often the server doesn't know yet that the last connection is no more.
                if (before is not null) services.PrivateIds.HolderOf(before)?.Replace();
                if (guest is not null) await connection.Begin(guest, isVisitor: before is not null);
                services.PrivateIds.Hold(connection._pid, connection);
                await engine.Send(SocketIoEncoding.Connected(PrivateIds.New(null), connection._pid));
                if (!connection._welcomed.TrySetResult()) throw new ChatException(ErrorCode.GoingAway);
                if (before is not null) await connection.GoOn();
                return connection;
            }
            catch
            {
                connection.End(SocketIoEnd.Lost);
                throw;
            }
        }
        catch (ChatException refusal) when (refusal.Code is not (ErrorCode.Unavailable or ErrorCode.GoingAway))
        {
            await engine.Send(SocketIoEncoding.ConnectError(SocketIoPacket.Main, refusal.Info.Sentence, WireError.Of(refusal)));
            return null;
        }
    }

    /// <summary>Takes one event of the client. Completes when the next one may come.</summary>
    /// <exception cref="ChatException">ProtocolError.</exception>
    public async Task Hear(SocketIoPacket packet)
    {
        var name = packet.EventName;
        await _slots.WaitAsync(_engine.Ended);
        var done = IsOld(name) ? RunOld(name, packet) : RunCommand(name, packet);
        // Side by side, for a join must not wait for the ack of a send; but what is said behind the event that tells who
        // speaks, and where, waits for it. Writes have taken their place in the room's order before this returns.
        if (_session is null || name == JoinRoomEvent) await done;
    }

    /// <summary>The connection is gone, or the client has disconnected. Further calls do nothing.</summary>
    public void End(SocketIoEnd how)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        _welcomed.TrySetCanceled();
        _services.PrivateIds.Release(_pid);
        if (_session is not { } session) return;
        var lost = how == SocketIoEnd.Lost;
        // Before the session ends: from then on its client may come back.
        if (lost && _isVisitor && _stay is { Place: var place }) _ = _services.LostPlaces.Remember(session.User.Id, place);
        var ended = _services.Sessions.End(session, endVisitsAfter: lost ? _services.Settings.LeaveAfter : TimeSpan.Zero);
        if (!lost && _isVisitor && _stay is not null && !Volatile.Read(ref _usesCommands)) _ = GiveUpName(session, ended);
    }

    /// <summary>Somebody who came by a name alone, and goes: the name is free for whoever comes by it next.</summary>
    private async Task GiveUpName(Session session, Task ended)
    {
        await ended;
        try
        {
            await _services.Guests.Close(session.User.Id, session.TokenHash);
        }
        catch (ChatException e)
        {
            _services.Log.NameNotGivenUp(Id, (int)e.Code, e.Info.Name);
        }
    }

    /// <summary>The client has come back on another connection.</summary>
    private void Replace()
    {
        End(SocketIoEnd.Lost);
        _engine.End(EngineEnd.Replaced);
    }

    /// <summary>Who comes: by a token of their own, by the private id they were given before, or not known yet.</summary>
    private static async Task<(OpenedGuest? Guest, string? Before)> Find(SocketIoServices services, EngineSocket engine, JsonElement? auth)
    {
        if ((Text(auth, "token") ?? engine.Handshake.Token) is { } token) return (await services.Guests.Resume(token, engine.Handshake.Address), null);
        if (Text(auth, "pid") is not { } pid || services.PrivateIds.TokenOf(pid) is not { } known) return (null, null);
        try
        {
            return (await services.Guests.Resume(known, engine.Handshake.Address), pid);
        }
        catch (ChatException refusal) when (refusal.Code is ErrorCode.Unauthorized or ErrorCode.SessionExpired)
        {
            // A client that doesn't know of tokens can do nothing about one: it is new here.
            return (null, null);
        }
    }

    private static string? Text(JsonElement? of, string name)
    {
        try
        {
            return of is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Escapes that stand for no valid Unicode.
            return null;
        }
    }

    private async Task Begin(OpenedGuest guest, bool isVisitor)
    {
        _isVisitor = isVisitor;
        _session = await _services.Sessions.Begin(guest.Info, guest.TokenHash, this);
        // The client may have come back on another connection meanwhile; whoever is second ends it.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _ended) == 0) return;
        _ = _services.Sessions.End(_session);
        throw new ChatException(ErrorCode.GoingAway);
    }

    /// <summary>Makes the guest whom a client without a token turns out to be.</summary>
    private async Task BeginGuest(string? name)
    {
        var guest = await _services.Guests.Open(name, takeSuggestion: true, _engine.Handshake.Address);
        _services.PrivateIds.Remember(_pid, guest.Token);
        // The connection may have ended while the guest was made: then nobody else forgets it.
        if (Volatile.Read(ref _ended) != 0) _services.PrivateIds.Release(_pid);
        await Begin(guest, isVisitor: true);
    }

    /// <summary>Sends the answer to an event, which is under way until the transport has taken it.</summary>
    private async Task Answer(params IReadOnlyList<ReadOnlyMemory<byte>> packets)
    {
        try
        {
            if (packets.Count > 0) await _engine.Send(packets);
        }
        catch (OperationCanceledException)
        {
            // The connection ended, and its answers with it.
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>What went wrong with an event, for its client and for the log. A client that does nothing but be refused is
    /// closed for it, and not logged any more.</summary>
    private ChatException Refused(string name, Exception error)
    {
        var refusal = error as ChatException ?? new ChatException(ErrorCode.InternalError);
        if (!MayBeRefused()) return refusal;
        if (error is ChatException) _services.Log.EventRefused(Id, name, (int)refusal.Code, refusal.Info.Name);
        else _services.Log.EventFailed(Id, name, error);
        return refusal;
    }

    private bool MayBeRefused()
    {
        if (_session is { } session) return session.MayBeRefused();
        if (_services.Rates.TakeRefusal(_nobody)) return true;
        _ = Close(ErrorCode.RateLimited);
        return false;
    }
}
