using System.Globalization;
using System.Text;
using OrleansChat.Simulation.Faults;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation;

/// <summary>What a run came to.</summary>
/// <param name="Seed">The seed that replays it.</param>
/// <param name="Hash">Of everything that happened; the same for the same seed.</param>
/// <param name="Violation">The promise that was broken, or null.</param>
/// <param name="LastLines">The end of the trace.</param>
/// <param name="Events">Events that clients were shown.</param>
/// <param name="Acks">Acks that clients got.</param>
internal sealed record RunResult(int Seed, ulong Hash, Violation? Violation, IReadOnlyList<string> LastLines, int Events, int Acks)
{
    /// <summary>What a person needs to know of a failed run.</summary>
    public string Report()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {Seed}: {Violation?.Guarantee} is broken: {Violation?.What}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Replay it with: ./test --sim-seed {Seed}");
        text.AppendLine("The last that happened (seconds, who, what):");
        foreach (var line in LastLines) text.AppendLine(line);
        return text.ToString();
    }
}

/// <summary>One run: a seed's world, its troubles, and what must hold when they are over.</summary>
internal static class Run
{
    // Longer than any patience in the system takes, one after another: 15 s in the gateway, 10 s in a room, 10 s for a
    // client that didn't read.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    public static RunResult Once(int seed, Fault? fault = null, Action<string>? listener = null)
    {
        var world = new SimWorld(seed, fault ?? new Fault());
        using var host = world.Host;
        host.Trace.Listener = listener;
        try
        {
            Live(world);
        }
        catch (Exception e)
        {
            host.Fail(Guarantees.NoSurprise, e.ToString());
        }

        return new RunResult(seed, host.Trace.Hash, host.Violation, [.. host.Trace.Last()], world.Judge.Events, world.Judge.Acks);
    }

    private static void Live(SimWorld world)
    {
        var host = world.Host;
        foreach (var client in world.Clients) host.Begin(client.Mailbox, client.Live);
        new Trouble(world).Begin();

        host.Run(host.Dice.Millis(10_000, 40_000), () => false);
        world.Heal();
        if (!host.Run(Recovery, () => world.Clients.All(client => client.IsSettled)))
            host.Fail(Guarantees.Recovery, $"still at work: {string.Join(", ", world.Clients.Where(client => !client.IsSettled).Select(client => client.Name))}");

        // Two renewals and some travel: the longest that a lost last event may stay unknown (G4).
        host.Run((2 * world.Climate.Fanout.Renewal) + TimeSpan.FromSeconds(2), () => false);
        if (host.Violation is not null) return;
        foreach (var room in world.Rooms) world.Judge.CheckLog(room);
        world.Judge.Conclude();
        foreach (var client in world.Clients) client.Conclude();
    }
}
