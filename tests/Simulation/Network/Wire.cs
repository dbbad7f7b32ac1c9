using System.Globalization;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Simulation.Clients;
using OrleansChat.Simulation.Machine;
using OrleansChat.Simulation.Servers;

namespace OrleansChat.Simulation.Network;

/// <summary>The connection ended, and with it every answer that had not come.</summary>
internal sealed class ConnectionLostException : Exception;

/// <summary>
/// One connection of a client, as TCP has it: each direction in order, nothing lost but everything after a cut, and
/// either side learns of the cut in its own time.
/// </summary>
internal sealed class Wire : IClientConnection
{
    private readonly SimWorld _world;
    private readonly Host _host;
    private readonly GatewayProcess _gateway;
    private readonly SimClient _client;
    private readonly List<Action> _unanswered = [];
    private TaskCompletionSource? _reading;
    private TimeSpan _lastUp;
    private TimeSpan _lastDown;
    private Session? _session;
    private bool _cut;

    public Wire(SimWorld world, GatewayProcess gateway, SimClient client)
    {
        (_world, _host, _gateway, _client) = (world, world.Host, gateway, client);
        Number = world.NextWire();
        Up(() => _session = gateway.Begin(client, this));
    }

    /// <summary>Tells connections apart.</summary>
    public int Number { get; }

    public string Id => $"{_client.Name}-{Number}";

    /// <summary>Whether the client knows that it is over.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Has the gateway do something for the client. Called in the client's turn.</summary>
    public Task<T> Invoke<T>(string what, Func<Session, Task<T>> command)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (IsLost) answer.SetException(new ConnectionLostException());
        else _unanswered.Add(() => answer.TrySetException(new ConnectionLostException()));
        Up(() => _host.Begin(_gateway.Mailbox, async () =>
        {
            try
            {
                var result = await command(_session!);
                Down(() => answer.TrySetResult(result));
            }
            catch (ChatException refusal)
            {
                _host.Trace.Note(_gateway.Name, $"{_client.Name}'s {what} is refused: {refusal.Code}");
                Down(() => answer.TrySetException(refusal));
            }
        }));
        return answer.Task;
    }

    /// <summary>Has something written.</summary>
    public Task<Ack> Write(string room, WriteRequest request)
    {
        var id = request.Id.ToString("D", CultureInfo.InvariantCulture);
        return Invoke("write", session => request switch
        {
            { Kind: EventKind.Message, Target: null } => session.Send(room, id, request.Text),
            { Kind: EventKind.Message, Target: { } message } => session.Reply(room, id, message, request.Text),
            { Kind: EventKind.Edit, Target: { } message } => session.Edit(room, id, message, request.Text),
            { Kind: EventKind.Delete, Target: { } message } => session.Delete(room, id, message),
            { Kind: EventKind.React, Target: { } message } => session.React(room, id, message, request.Emoji),
            _ => session.Unreact(room, id, request.Target!.Value, request.Emoji),
        });
    }

    public async Task Write(IReadOnlyList<Outgoing> items)
    {
        // The session uses its list again.
        var events = items.OfType<EventFrame>().SelectMany(frame => frame.Events).ToList();
        while (!_client.IsReading && !_cut)
        {
            _reading ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _reading.Task;
        }

        if (_cut) throw new IOException("The connection is closed.");
        Down(() => _client.Hear(this, events));
    }

    public Task Close(ErrorCode reason)
    {
        Down(() => _host.Trace.Note(_client.Name, $"is told {reason}"));
        _host.After(_lastDown - _host.Now, Cut);
        return Task.CompletedTask;
    }

    public void Abort() => Cut();

    /// <summary>The gateway stops. Called in its turn.</summary>
    public Task Goodbye() => _session?.Close(ErrorCode.GoingAway) ?? Task.CompletedTask;

    /// <summary>Nothing passes from now on.</summary>
    public void Cut()
    {
        if (_cut) return;
        _cut = true;
        _host.Trace.Note("network", $"cuts {Id} to {_gateway.Name}");
        Resume();
        var sudden = _host.Dice.Chance(0.5);
        _host.After(sudden ? TimeSpan.Zero : _host.Dice.Millis(0, 3_000), () => _host.Begin(_gateway.Mailbox, () =>
        {
            _session?.End();
            _gateway.Forget(this);
        }));
        _host.After(sudden ? TimeSpan.Zero : _host.Dice.Millis(0, 3_000), () => _host.Begin(_client.Mailbox, Lose));
    }

    /// <summary>The client reads again.</summary>
    public void Resume()
    {
        _reading?.TrySetResult();
        _reading = null;
    }

    private void Lose()
    {
        if (IsLost) return;
        IsLost = true;
        foreach (var lose in _unanswered) lose();
        _unanswered.Clear();
    }

    private void Up(Action action) => Pass(ref _lastUp, () => _host.Begin(_gateway.Mailbox, action));

    private void Down(Action action) => Pass(ref _lastDown, () => _host.Begin(_client.Mailbox, () =>
    {
        if (!IsLost) action();
    }));

    private void Pass(ref TimeSpan last, Action arrive)
    {
        if (_cut) return;
        var at = _host.Now + (_world.Weather.Stormy && _host.Dice.Chance(0.1) ? _host.Dice.Millis(1, 1_000) : _host.Dice.Millis(0.1, 2));
        last = at > last ? at : last;
        _host.After(last - _host.Now, () =>
        {
            if (!_cut) arrive();
        });
    }
}
