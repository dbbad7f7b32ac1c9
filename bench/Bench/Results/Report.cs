using OrleansChat.Bench.Load;
using OrleansChat.Bench.Servers;
using static OrleansChat.Bench.Results.Page;

namespace OrleansChat.Bench.Results;

/// <summary>Writes the measurements of one room, from door to door, as a part of the page.</summary>
internal sealed class Report(BenchOptions options, Machine machine, IReadOnlyList<Measurement> measurements)
{
    // Cores of foreign work from which on a reader is warned. Interrupts and the kernel's own threads are below it.
    private const double MostBusy = 0.15;

    private readonly Page _page = new();
    private readonly List<string> _engines = [.. measurements.Select(m => m.Engine).Distinct().Order(StringComparer.Ordinal)];

    public string Write()
    {
        Heading();
        Method();
        Ceiling();
        Closed();
        foreach (var rate in options.Rates) Open(rate);
        Cores();
        Repetitions();
        return _page.ToString();
    }

    private void Heading()
    {
        Say("## A room, from door to door");
        Say($"Each figure is the median of {options.Repetitions} repetition(s), with the lowest and the highest behind it.");
        if (options.Quick) Say("**A quick run, to see that the benchmark works. Its figures are too short to quote.**");
        if (Busy() is > MostBusy and var busy)
            Say(Text($"**The machine was not quiet:** other work used up to {busy:0.0} of its {machine.Cores} cores during a phase at the limit. Trust only what every repetition agrees on."));
        if (options.WhyLocalOnly.Length > 0) Say($"**Only the local engine was measured:** {options.WhyLocalOnly}");
        _page.Describe(machine, options.FileSystem, options.Commit);
    }

    private void Method()
    {
        Say("### Method");
        Say(Text($"One room, {options.Clients} members, each with a connection of its own to the SignalR door (`/hub`, WebSocket, JSON). ")
            + $"Every message is a text of {Message.Length} bytes with its own client id, and everybody receives every message, the sender too. "
            + "Cluster: one silo and one gateway, each its own process. Local: one gateway process with the local engine inside. "
            + "The engines take turns; each repetition of each has new processes and a new database on the same PostgreSQL server, and a "
            + Text($"warm-up of at least {options.WarmUp.TotalSeconds:0} s and {options.WarmUpSends} sends. The gateway's limits for a single user and for outboxes are raised, all else is as it comes."));
        Say("Load generator, gateway, silo and database share this machine's cores, so the system is charged for being measured: "
            + "on machines of their own each would have more. Figures of different machines can't be compared; ratios within one run can.");
        Say("After each phase it is checked that every client received every acknowledged message exactly once, in order, "
            + "under the seq its sender was told. One that is missing fails the run, and no results are written.");
    }

    private void Ceiling()
    {
        Say("### The yardstick: raw commits");
        Say("One connection inserts one message's row, commits, and repeats; no chat involved. Taken after each engine's phases, its processes stopped.");
        Table("| | commits/s | p50 ms | p99 ms |", "|---|--:|--:|--:|", [
            $"| PostgreSQL | {Of(measurements, m => m.Raw.PerSecond)} | {Of(measurements, m => m.Raw.Commit.P50)} | {Of(measurements, m => m.Raw.Commit.P99)} |",
        ]);
    }

    private void Closed()
    {
        Say("### Acknowledged durable sends, at the limit");
        Say(Text($"Closed loop for {options.ClosedLoop.TotalSeconds:0} s: {options.Senders} of the clients each keep {options.Window} send(s) under way. ")
            + "Delivered: events that clients received in the same time. Drain: from the last send until everybody had everything; "
            + "small when deliveries keep up with acks.");
        Table(
            "| engine | sends/s | ack p50 ms | ack p99 ms | delivered/s | delivery p50 ms | delivery p99 ms | drain ms |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
            PerEngine(of => [
                Of(of, m => m.Closed.SendsPerSecond), Of(of, m => m.Closed.Ack.P50), Of(of, m => m.Closed.Ack.P99),
                Of(of, m => m.Closed.DeliveriesPerSecond), Of(of, m => m.Closed.Delivery.P50), Of(of, m => m.Closed.Delivery.P99),
                Of(of, m => m.Closed.DrainMs),
            ]));
        Table(
            "| engine | acked sends ÷ raw commits | delivered ÷ (clients × acked sends) | acked sends ÷ local engine's |",
            "|---|--:|--:|--:|",
            PerEngine(of => [
                Of(of, m => m.Closed.SendsPerSecond / m.Raw.PerSecond),
                Of(of, m => m.Closed.DeliveriesPerSecond / (options.Clients * m.Closed.SendsPerSecond)),
                Of(of, m => m.Closed.SendsPerSecond / Twin(m).Closed.SendsPerSecond),
            ]));
    }

    private void Open(int rate)
    {
        Say(Text($"### Publish to delivery, at {rate} messages per second"));
        Say(Text($"Open loop for {options.OpenLoop.TotalSeconds:0} s, {rate * options.OpenLoop.TotalSeconds:0} messages, {rate * options.Clients} deliveries/s. ")
            + "Times count from when a send was due to when each client had the event; late is the load generator's own part of it.");
        Table(
            "| engine | delivery p50 ms | delivery p99 ms | longest ms | ack p50 ms | ack p99 ms | late p99 ms | delivery p50 ÷ raw commit p50 |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
            PerEngine(of => [
                Of(of, m => At(m).Delivery.P50), Of(of, m => At(m).Delivery.P99), Of(of, m => At(m).Delivery.Max),
                Of(of, m => At(m).Ack.P50), Of(of, m => At(m).Ack.P99), Of(of, m => At(m).Late.P99),
                Of(of, m => At(m).Delivery.P50 / m.Raw.Commit.P50),
            ]));

        OpenLoopResult At(Measurement m) => m.Open.First(open => open.Rate == rate);
    }

    private void Cores()
    {
        Say("### Who used the processor");
        Say("Cores in use, on average over a phase. A quiet machine has next to nothing under “all else”.");
        var parties = measurements.Select(m => m.Closed.Cores.Keys).MaxBy(keys => keys.Count())!.ToList();
        var rows = new List<string>();
        foreach (var engine in _engines)
        {
            var of = measurements.Where(m => m.Engine == engine).ToList();
            Row(engine, "at the limit", party => Of(of, m => m.Closed.Cores.GetValueOrDefault(party, double.NaN)));
            for (var i = 0; i < options.Rates.Count; i++)
            {
                var at = i;
                Row(engine, Text($"{options.Rates[i]} messages/s"), party => Of(of, m => m.Open[at].Cores.GetValueOrDefault(party, double.NaN)));
            }
        }

        Table($"| engine | phase | {string.Join(" | ", parties)} |", $"|---|---|{string.Concat(parties.Select(_ => "--:|"))}", rows);

        Say(Text($"Processor time for one acknowledged send and its {options.Clients} deliveries, in µs, at the limit. Other work on the machine changes it less than the rest."));
        parties.Remove(CpuMeter.Rest);
        Table($"| engine | {string.Join(" | ", parties)} |", $"|---|{string.Concat(parties.Select(_ => "--:|"))}", PerEngine(of =>
            [.. parties.Select(party => Of(of, m => m.Closed.Cores.GetValueOrDefault(party, double.NaN) * 1e6 / m.Closed.SendsPerSecond))]));

        void Row(string engine, string phase, Func<string, string> value) =>
            rows.Add($"| {engine} | {phase} | {string.Join(" | ", parties.Select(value))} |");
    }

    private void Repetitions()
    {
        Say("### Every repetition");
        var rates = string.Concat(options.Rates.Select(rate => Text($" delivery p50 / p99 ms at {rate}/s |")));
        Table(
            $"| repetition | engine | raw commits/s | sends/s | ack p99 ms | delivered/s | drain ms | all else, cores |{rates}",
            $"|--:|---|--:|--:|--:|--:|--:|--:|{string.Concat(options.Rates.Select(_ => "--:|"))}",
            [.. measurements.Select(m =>
                $"| {m.Repetition} | {m.Engine} | {Figure(m.Raw.PerSecond)} | {Figure(m.Closed.SendsPerSecond)} | {Figure(m.Closed.Ack.P99)} "
                + $"| {Figure(m.Closed.DeliveriesPerSecond)} | {Figure(m.Closed.DrainMs)} "
                + $"| {Figure(m.Closed.Cores.GetValueOrDefault(CpuMeter.Rest, double.NaN))} |"
                + string.Concat(m.Open.Select(open => $" {Figure(open.Delivery.P50)} / {Figure(open.Delivery.P99)} |")))]);
    }

    /// <summary>The most cores that foreign work used in a phase at the limit.</summary>
    private double Busy() => measurements.Max(m => m.Closed.Cores.GetValueOrDefault(CpuMeter.Rest));

    /// <summary>The local engine's measurement of the same repetition.</summary>
    private Measurement Twin(Measurement m) => measurements.First(o => o.Engine == Deployment.Local && o.Repetition == m.Repetition);

    private List<string> PerEngine(Func<IReadOnlyList<Measurement>, string[]> figures) =>
        [.. _engines.Select(engine => $"| {engine} | {string.Join(" | ", figures([.. measurements.Where(m => m.Engine == engine)]))} |")];

    private static string Of(IReadOnlyList<Measurement> of, Func<Measurement, double> value) => Median(of.Select(value));

    private void Say(string paragraph) => _page.Say(paragraph);

    private void Table(string head, string rule, IEnumerable<string> rows) => _page.Table(head, rule, rows);
}
