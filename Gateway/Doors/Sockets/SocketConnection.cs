using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>One WebSocket of this door: frames in, frames out, and how it ends. What they mean is its dialect's.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle isn't used holds nothing to dispose.")]
internal sealed class SocketConnection(HttpContext context, WebSocket socket, SocketServices services) : IClientConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // RFC 6455 §5.5: a close frame's reason, with its code, is at most 125 bytes.
    private const int ReasonBytes = 123;

    // An HttpContext is for one thread, and the server uses its parts again for later requests: what other threads want of it is
    // taken here, and nothing is asked of it after Run has ended.
    private readonly IHttpRequestLifetimeFeature _request = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
    private readonly CancellationToken _lost = context.RequestAborted;
    private readonly Lock _served = new();
    private bool _isServed;

    private readonly SemaphoreSlim _commands = new(Session.ParallelCommands);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISocketDialect _dialect = null!;
    private Session? _session;
    private volatile bool _closing;

    public string Id { get; } = context.Connection.Id;

    public SocketServices Services => services;

    /// <summary>Serves the connection to its end.</summary>
    public async Task Run(ISocketDialect dialect)
    {
        _dialect = dialect;
        try
        {
            var guest = await Enter();
            _session = await services.Sessions.Begin(guest.Info, guest.TokenHash, this);
            await Send(Json(dialect.Begin(_session, guest.Token)));
            _welcomed.SetResult();
            await dialect.Enter();
            await Receive();
        }
        catch (ChatException refusal)
        {
            services.Log.Refused(Id, "connection", (int)refusal.Code, refusal.Info.Name);
            var closing = _session is null ? Close(refusal.Code) : _session.Close(refusal.Code);
            await Drain();
            await _ended.CancelAsync();
            await closing;
        }
        catch (WebSocketException broken) when (broken.WebSocketErrorCode == WebSocketError.Faulted)
        {
            // The framework has closed with 1002 or 1007 for what came. The request's end resets the connection: the
            // close frame is given time to arrive, and nothing comes behind it.
            _closing = true;
            if (_session is not null) _ = services.Sessions.End(_session);
            services.Log.Refused(Id, "connection", (int)ErrorCode.ProtocolError, broken.Message);
            await Task.Delay(Patience, services.Time, _lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The peer vanished, or was cut: what matters is that its session ends.
        }
        finally
        {
            lock (_served) _isServed = true;
            if (_session is not null) _ = services.Sessions.End(_session);
            _welcomed.TrySetCanceled();
            await _ended.CancelAsync();
        }
    }

    public async Task Write(IReadOnlyList<Outgoing> items)
    {
        // Whatever comes to this user before: first they are told who they are.
        await _welcomed.Task;
        foreach (var frame in _dialect.Encode(items)) await Send(frame);
    }

    /// <summary>Tells this client alone. By its outbox, behind everything that waits there.</summary>
    public void Tell(object frame) => _session?.Deliver(new ReplyFrame(Json(frame)));

    /// <summary>Runs a command beside others, in the order of their coming as far as rooms are concerned, and has its answer
    /// told. Returns when there is room for another one. With <paramref name="alone"/> it waits for those before it, and
    /// returns when it is done.</summary>
    public async Task Run(
        string name, Func<Session, Task<object?>> command, Action<object?> answer, Action<ChatException> refuse, bool alone = false)
    {
        var places = alone ? Session.ParallelCommands : 1;
        for (var i = 0; i < places; i++) await _commands.WaitAsync(_ended.Token);
        var running = RunOne();
        if (alone) await running;

        async Task RunOne()
        {
            try
            {
                answer(await command(_session!));
            }
            catch (Exception e)
            {
                var refusal = e as ChatException ?? new ChatException(ErrorCode.InternalError);
                refuse(refusal);
                if (!_session!.MayBeRefused()) return;
                if (e is ChatException) services.Log.Refused(Id, name, (int)refusal.Code, refusal.Info.Name);
                else services.Log.Failed(Id, name, e);
            }
            finally
            {
                _commands.Release(places);
            }
        }
    }

    public async Task Close(ErrorCode reason)
    {
        _closing = true;
        try
        {
            // 1001 is RFC 6455's own word for a server that goes away; all others are our numbers.
            var code = reason == ErrorCode.GoingAway ? WebSocketCloseStatus.EndpointUnavailable : (WebSocketCloseStatus)(int)reason;
            using var patience = new CancellationTokenSource(Patience, services.Time);
            await _sending.WaitAsync(patience.Token);
            try
            {
                await socket.CloseOutputAsync(code, Reason(reason), patience.Token);
            }
            finally
            {
                _sending.Release();
            }

            // The peer's own close frame ends the receiving; one that doesn't send it is cut.
            await Task.Delay(Patience, services.Time, _ended.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (IsLoss(e))
        {
        }

        Abort();
    }

    public void Abort()
    {
        lock (_served)
        {
            if (!_isServed) _request.Abort();
        }
    }

    private static string Reason(ErrorCode reason)
    {
        // S5's own word, which its clients look for.
        if (reason == ErrorCode.Unauthorized) return "Unauthorized";
        var text = new ChatException(reason).ToWire();
        return text.Length <= ReasonBytes ? text : text[..ReasonBytes];
    }

    private async Task<OpenedGuest> Enter()
    {
        var address = context.Connection.RemoteIpAddress;
        // The second is S5's own.
        return (RequestToken.Of(context.Request) ?? FromQuery("token")) is { } token
            ? await services.Guests.Resume(token, address)
            : await services.Guests.Open(FromQuery("name"), takeSuggestion: true, address);
    }

    private string? FromQuery(string key) => context.Request.Query[key].ToString() is { Length: > 0 } value ? value : null;

    private async Task Receive()
    {
        var frames = new SocketFrames(socket);
        while (await frames.Next(_ended.Token) is { } frame)
        {
            if (SocketRequest.Read(frame) is { } request) await _dialect.Take(request);
            else await _dialect.TakeText(Encoding.UTF8.GetString(frame.Span));
        }

        if (_closing) return;
        _closing = true;
        if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ended.Token);
    }

    /// <summary>Reads on until the peer has answered our close frame. To cut it while it still sends could take the frame
    /// from it.</summary>
    private async Task Drain()
    {
        try
        {
            var rest = new byte[4 * 1024];
            using var patience = new CancellationTokenSource(Patience, services.Time);
            while ((await socket.ReceiveAsync(rest, patience.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            Abort();
        }
    }

    private async Task Send(ReadOnlyMemory<byte> frame)
    {
        await _sending.WaitAsync(_ended.Token);
        try
        {
            // Behind a close frame there is nothing to say.
            if (!_closing) await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
        }
        catch (Exception e) when (IsLoss(e) && socket.State != WebSocketState.Open)
        {
            // Closed or cut already, perhaps by the framework for what came: whoever receives ends the connection.
        }
        finally
        {
            _sending.Release();
        }
    }

    private static byte[] Json(object frame) => JsonSerializer.SerializeToUtf8Bytes(frame, frame.GetType(), EventJson.Options);

    private static bool IsLoss(Exception e) =>
        e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException;
}
