using OrleansChat.Bench.Load;
using OrleansChat.Bench.Results;
using OrleansChat.Bench.Servers;
using OrleansChat.DoorBench.Doors;
using OrleansChat.DoorBench.Load;
using OrleansChat.DoorBench.Servers;
using static OrleansChat.Bench.Results.Page;

namespace OrleansChat.DoorBench.Results;

/// <summary>Writes the measurements of the doors as a part of the page.</summary>
internal sealed class DoorReport(DoorOptions options, Machine machine, DoorResults results)
{
    // Cores of foreign work from which on a reader is warned, as in the room's part.
    private const double MostBusy = 0.15;

    private readonly Page _page = new();

    public string Write()
    {
        Heading();
        Method();
        foreach (var shape in DoorLoads.All(options))
        {
            if (shape.Rate == 0) AtTheLimit(shape);
            else AtASteadyRate(shape);
        }

        Commits();
        Idle();
        Generator();
        Repetitions();
        return _page.ToString();
    }

    private void Heading()
    {
        _page.Say("## The doors");
        _page.Say(Text($"Each figure is the median of {options.Repetitions} repetition(s), with the lowest and the highest behind it."));
        if (options.Quick) _page.Say("**A quick run, to see that the benchmark works. Its figures are too short to quote.**");
        if (Busy() is > MostBusy and var busy)
            _page.Say(Text($"**The machine was not quiet:** other work used up to {busy:0.0} of its {machine.Cores} cores during a phase. Trust only what every repetition agrees on."));
        _page.Describe(machine, options.FileSystem, options.Commit);
    }

    private void Method()
    {
        _page.Say("### Method of the doors");
        var gateway = options.Engine == Deployment.Local ? "one process with the local engine in it" : "one process, and a silo process behind it";
        _page.Say(Text($"The gateway is {gateway}. The same clients drive every door and the servers that the doors are compared with, minimal ")
            + "broadcast servers on `ws` and `socket.io` from npm (`bench/baselines`). A message is a text of "
            + Text($"{Message.Length} bytes; everybody in the room hears it, but not its sender at the TCP lines and at the WebSocket door's pages."));
        _page.Say("**They don't do the same work.** Behind our doors a message is numbered, and committed to PostgreSQL before anybody hears it; it can "
            + "be sent again without coming twice, and read later. The baselines keep nothing, number nothing, know nobody: they are what "
            + "the transport alone costs, in another language and, being Node, on one core. What outweighs it where one room is busy: messages that were committed together "
            + "leave our doors in one frame, and the baselines send each by itself. So a ratio over 1 is about batches, and none that a quiet room would show.");
        _page.Say(Text($"Closed loop for {options.Phase.TotalSeconds:0.#} s after {options.WarmUp.TotalSeconds:0.#} s of warm-up: each of {options.Senders} senders has one message under way, and says the next one when ")
            + "everybody has heard it. Latencies, from a message's being said to each client's having it, are therefore those of a server at its limit, "
            + "and mostly waiting behind the other messages under way. Everybody must have heard every message exactly once, and all hearers of a "
            + "room in the same order, or the run fails. At a steady rate, for " + Text($"{options.SteadyPhase.TotalSeconds:0.#} s") + ", messages leave when they are due, and latencies count from then: that is what people feel. So they do once more with commits that don't wait for the disk, since a disk's stalls would hide what is ours. Doors and baselines take turns; each repetition has new processes and a new database.");
    }

    private void AtTheLimit(LoadShape shape)
    {
        var of = results.Loads.Where(m => m.Shape == shape).ToList();
        List<string> parties = [.. of.SelectMany(m => m.Result.Cores.Keys).Distinct().Where(party => party != CpuMeter.Rest)];
        _page.Say(Text($"### {Capital(shape.Name)}, {shape.Rooms * shape.Senders} senders"));
        _page.Say($"Delivered: messages that clients heard. Cores in use: {string.Join(", ", parties)}.");
        Table(
            of,
            $"delivered/s | p50 ms | p99 ms | ÷ {Door.Yardstick} | server, µs a delivery | {string.Join(" | ", parties.Select(party => $"{party}, cores"))}",
            own =>
            [
                Of(own, m => m.DeliveredPerSecond), Of(own, m => m.Delivery.P50), Of(own, m => m.Delivery.P99),
                Median(own.Select(m => m.Result.DeliveredPerSecond / Twin(of, m).DeliveredPerSecond)),
                Of(own, m => Microseconds(m, MeasuredServer.TheServer)),
                .. parties.Select(party => Of(own, m => m.Cores.GetValueOrDefault(party, double.NaN))),
            ]);
    }

    private void AtASteadyRate(LoadShape shape)
    {
        var of = results.Loads.Where(m => m.Shape == shape).ToList();
        _page.Say($"### {Capital(shape.Name)}");
        _page.Say("From when a message was due to when a client has it."
            + (shape.Durable ? "" : " With `synchronous_commit = off` at PostgreSQL, which nobody should have: it shows what is left of the latency when the disk's part is gone. The yardstick is that of the load with the disk."));
        var yardsticks = results.Loads.Where(m => m.Shape.Rooms == shape.Rooms && m.Shape.Rate == shape.Rate).ToList();
        Table(
            of,
            $"p50 ms | p99 ms | p99 ÷ {Door.Yardstick} | delivered/s | server, µs a delivery",
            own =>
            [
                Of(own, m => m.Delivery.P50), Of(own, m => m.Delivery.P99),
                Median(own.Select(m => m.Result.Delivery.P99 / Twin(yardsticks, m).Delivery.P99)),
                Of(own, m => m.DeliveredPerSecond), Of(own, m => Microseconds(m, MeasuredServer.TheServer)),
            ]);
    }

    /// <summary>A line for each door.</summary>
    private void Table(List<LoadMeasurement> of, string columns, Func<List<LoadMeasurement>, string[]> figures) => _page.Table(
        $"| door | {columns} |",
        $"|---|{string.Concat(columns.Split(" | ").Select(_ => "--:|"))}",
        Door.All.Where(door => of.Exists(m => m.Door == door)).Select(door => $"| {door.Name} | {string.Join(" | ", figures([.. of.Where(m => m.Door == door)]))} |"));

    private void Commits()
    {
        _page.Say("### The disk alone");
        _page.Say("One connection commits a message's row at the same rates, with no server of ours at work, from when a commit was due to when it was "
            + "done. What stalls here stalls every durable server on this machine.");
        _page.Table(
            "| commits a second | p50 ms | p99 ms | longest ms | without the disk: p50 ms | p99 ms | longest ms |",
            "|--:|--:|--:|--:|--:|--:|--:|",
            results.Commits.GroupBy(m => m.Rate).Select(own =>
                Text($"| {own.Key} | {Of(own, m => m.Durable)} | {Of(own, m => m.WithoutDisk)} |")));

        static string Of(IEnumerable<CommitMeasurement> own, Func<CommitMeasurement, Latency> latency) =>
            string.Join(" | ", ((Func<Latency, double>[])[l => l.P50, l => l.P99, l => l.Max]).Select(figure => Median(own.Select(m => figure(latency(m))))));
    }

    private void Idle()
    {
        _page.Say("### Memory of an idle connection");
        _page.Say(Text($"Resident memory of the server's process with {options.Idle} more connections, each in a room of ten and silent, less that before, for each of them; ")
            + "each time after full collections, and in a process of its own. What the system keeps for sockets isn't in it. Polling clients have two connections each, "
            + "counted as one.");
        if (options.Engine == Deployment.Local) _page.Say("The rooms are in the same process and in the figure.");
        _page.Table("| door | KiB a connection, once |", "|---|--:|", results.Idle.Select(m => $"| {m.Door.Name} | {Figure(m.KiB)} |"));
    }

    private void Generator()
    {
        _page.Say("### The load generator's own ceiling");
        var most = results.Loads.Where(m => m.Door.Name == Door.Yardstick).MaxBy(m => m.Result.DeliveredPerSecond)!;
        var used = most.Result.Cores.GetValueOrDefault(MeasuredServer.Generator, double.NaN);
        var overall = results.Loads.MaxBy(m => m.Result.DeliveredPerSecond)!;
        _page.Say(Text($"Against `ws` it heard at most {Figure(most.Result.DeliveredPerSecond)} messages/s ({most.Shape.Name}) and used {used:0.00} cores for it, {Microseconds(most.Result, MeasuredServer.Generator):0.00} µs each: ")
            + Text($"a core of its own would take it to {Figure(1e6 / Microseconds(most.Result, MeasuredServer.Generator))} messages/s where each comes alone. Where several come together each costs it less: the most it heard in all was ")
            + Text($"{Figure(overall.Result.DeliveredPerSecond)} messages/s, from {overall.Door.Name} ({overall.Shape.Name}), for {Microseconds(overall.Result, MeasuredServer.Generator):0.00} µs each. ")
            + Text($"It shares {machine.Cores} cores with what it measures: where all cores in use add up to {machine.Cores}, server and generator take from each other, and the server alone would do more."));
    }

    private void Repetitions()
    {
        _page.Say("### Every repetition of the doors");
        _page.Table(
            $"| door | load | {string.Join(" | ", Enumerable.Range(1, options.Repetitions).Select(n => Text($"{n}: delivered/s, p99 ms, all else")))} |",
            $"|---|---|{string.Concat(Enumerable.Repeat("--:|", options.Repetitions))}",
            from door in Door.All
            from shape in DoorLoads.All(options)
            where results.Loads.Any(m => m.Door == door && m.Shape == shape)
            let cells = results.Loads.Where(m => m.Door == door && m.Shape == shape).OrderBy(m => m.Repetition).Select(m =>
                $"{Figure(m.Result.DeliveredPerSecond)}, {Figure(m.Result.Delivery.P99)}, {Figure(m.Result.Cores.GetValueOrDefault(CpuMeter.Rest, double.NaN))}")
            select $"| {door.Name} | {shape.Name} | {string.Join(" | ", cells)} |");
    }

    private double Busy() => results.Loads.Max(m => m.Result.Cores.GetValueOrDefault(CpuMeter.Rest));

    /// <summary>What the yardstick gave in the same repetition under the same load.</summary>
    private static LoadResult Twin(IReadOnlyList<LoadMeasurement> of, LoadMeasurement m) =>
        of.First(other => other.Door.Name == Door.Yardstick && other.Repetition == m.Repetition).Result;

    /// <summary>Processor time of a party for each delivery.</summary>
    private static double Microseconds(LoadResult result, string party) =>
        result.Cores.GetValueOrDefault(party, double.NaN) * 1e6 / result.DeliveredPerSecond;

    private static string Of(IReadOnlyList<LoadMeasurement> of, Func<LoadResult, double> value) => Median(of.Select(m => value(m.Result)));

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
