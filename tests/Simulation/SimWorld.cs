using OrleansChat.Simulation.Checks;
using OrleansChat.Simulation.Clients;
using OrleansChat.Simulation.Database;
using OrleansChat.Simulation.Faults;
using OrleansChat.Simulation.Machine;
using OrleansChat.Simulation.Servers;

namespace OrleansChat.Simulation;

/// <summary>Everything there is in one run: a database, two silos, two gateways and the devices of a few people.</summary>
internal sealed class SimWorld
{
    private readonly int[] _generations = new int[2];
    private readonly HashSet<GatewayProcess> _cutOff = [];
    private int _wires;

    public SimWorld(int seed, Fault fault)
    {
        Host = new Host(seed);
        Fault = fault;
        Weather = new Weather(Host.Dice);
        Climate = new Climate(Host.Dice);
        Rooms = Host.Dice.Chance(0.5) ? ["lobby"] : ["lobby", "attic"];
        Database = new SimDatabase(Host, Weather, fault, Truth);
        Subscriptions = new SharedSubscriptions(Host, Weather);
        Judge = new Judge(Host, Truth);
        Cluster = new Cluster(this);
        Gateways = [new GatewayProcess(this, 0, 0), new GatewayProcess(this, 1, 0)];
        Clients = [.. People()];
    }

    public Host Host { get; }

    public Fault Fault { get; }

    public Weather Weather { get; }

    public Climate Climate { get; }

    public IReadOnlyList<string> Rooms { get; }

    public Truth Truth { get; } = new();

    public SimDatabase Database { get; }

    public SharedSubscriptions Subscriptions { get; }

    public Judge Judge { get; }

    public Cluster Cluster { get; }

    public GatewayProcess[] Gateways { get; }

    public IReadOnlyList<SimClient> Clients { get; }

    /// <summary>Whether everything works from now on, and clients only finish what they have begun.</summary>
    public bool IsEnding { get; private set; }

    public int NextWire() => ++_wires;

    /// <summary>Whether nothing passes between this gateway and any silo.</summary>
    public bool IsCutOff(GatewayProcess gateway) => _cutOff.Contains(gateway);

    public void CutOff(int which, TimeSpan time)
    {
        var gateway = Gateways[which];
        _cutOff.Add(gateway);
        Host.After(time, () => _cutOff.Remove(gateway));
    }

    /// <summary>Starts a new process in the place of a gateway that has gone.</summary>
    public void RestartGateway(int which)
    {
        if (!Gateways[which].IsOpen) Gateways[which] = new GatewayProcess(this, which, ++_generations[which]);
    }

    /// <summary>Ends all trouble.</summary>
    public void Heal()
    {
        Host.Trace.Note("world", "is healed");
        IsEnding = true;
        Weather.Stormy = false;
        Weather.BringDatabaseBack();
        _cutOff.Clear();
        Cluster.Heal();
        for (var i = 0; i < Gateways.Length; i++) RestartGateway(i);
    }

    private IEnumerable<SimClient> People()
    {
        foreach (var name in new[] { "ann", "bob", "cat" })
        {
            var user = new Actor(Host.Dice.Id(), name);
            for (var device = Host.Dice.Below(2); device >= 0; device--) yield return new SimClient(this, user, $"{name}{device}");
        }
    }
}
