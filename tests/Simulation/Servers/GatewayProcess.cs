using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Grains.Local;
using OrleansChat.Simulation.Clients;
using OrleansChat.Simulation.Machine;
using OrleansChat.Simulation.Network;

namespace OrleansChat.Simulation.Servers;

/// <summary>A gateway process: the real sessions, senders and fan-out, on one mailbox, over the simulated network.</summary>
internal sealed class GatewayProcess
{
    // Real time's business, and never empty here: one for all runs.
    private static readonly RateLimits Rates = new(new SessionSettings
    {
        MessagesPerSecond = 1_000_000,
        MessageBurst = 1_000_000,
        CommandsPerSecond = 1_000_000,
        CommandBurst = 1_000_000,
    });

    private readonly SimWorld _world;
    private readonly Process _process;
    private readonly RoomFanouts _fanouts;
    private readonly SessionServices _services;
    private readonly List<Wire> _wires = [];
    private readonly CancellationTokenSource _stopping = new();

    public GatewayProcess(SimWorld world, int index, int generation)
    {
        _world = world;
        Index = index;
        Name = string.Create(CultureInfo.InvariantCulture, $"gateway{index}.{generation}");
        var host = world.Host;
        _process = new Process(host.Scheduler);
        Mailbox = _process.NewMailbox();
        var engine = world.Fault.Engine(new RemoteEngine(world, this));
        var calls = new EngineCalls(engine, host.Time, NullLogger<EngineCalls>.Instance);
        var metrics = new GatewayMetrics(host.Meter);
        _fanouts = new RoomFanouts(engine, calls, world.Climate.Fanout, metrics, host.Time, host.Logger<RoomFanouts>());
        var senders = new RoomSenders(engine, calls, world.Climate.Sessions, metrics);
        _services = new SessionServices(
            engine, _fanouts, senders, calls, Rates, world.Climate.Sessions, metrics, host.Time, host.Logger<Session>());
        host.Begin(Mailbox, () =>
        {
            _fanouts.Listen();
            host.Begin(Mailbox, () => _fanouts.Renew(_stopping.Token));
        });
    }

    public int Index { get; }

    public string Name { get; }

    public Mailbox Mailbox { get; }

    public bool IsAlive => _process.IsAlive;

    /// <summary>Whether it takes new connections.</summary>
    public bool IsOpen { get; private set; } = true;

    public Wire Connect(SimClient client)
    {
        var wire = new Wire(_world, this, client);
        _wires.Add(wire);
        return wire;
    }

    /// <summary>What the gateway does with a new connection. Called in its own turn.</summary>
    public Session Begin(SimClient client, Wire wire)
    {
        var session = new Session(
            new SessionInfo(client.User, DateTimeOffset.MaxValue), "", _world.Fault.Connection(wire), _services);
        _world.Host.Begin(Mailbox, session.Run);
        return session;
    }

    public void Forget(Wire wire) => _wires.Remove(wire);

    // A method of its own: CancelAsync, which an analyzer wants in an async one, leaves the thread.
    private void Cancel() => _stopping.Cancel();

    public void Crash()
    {
        IsOpen = false;
        _process.Kill();
        foreach (var wire in _wires.ToList()) wire.Cut();
    }

    /// <summary>Says goodbye and stops, as at a deployment.</summary>
    public void Stop()
    {
        IsOpen = false;
        foreach (var wire in _wires.ToList()) _world.Host.Begin(Mailbox, () => wire.Goodbye());
        _world.Host.Begin(Mailbox, async () =>
        {
            Cancel();
            await _fanouts.StopAsync(CancellationToken.None);
            foreach (var wire in _wires.ToList()) wire.Cut();
            _process.Kill();
        });
    }
}
