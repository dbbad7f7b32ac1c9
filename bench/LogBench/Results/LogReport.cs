using OrleansChat.Bench.Load;
using OrleansChat.Bench.Results;
using OrleansChat.LogBench.Engines;
using OrleansChat.LogBench.History;
using OrleansChat.LogBench.Sends;
using static OrleansChat.Bench.Results.Page;

namespace OrleansChat.LogBench.Results;

/// <summary>Writes the measurements of the log as a part of the page.</summary>
internal sealed class LogReport(LogOptions options, Machine machine, IReadOnlyList<LogMeasurement> measurements, HistoryMeasurement history)
{
    /// <summary>What the meter calls this process: the load, and with the local engine that too.</summary>
    public const string ThisProcess = "load, local engine";

    private readonly Page _page = new();

    public string Write()
    {
        Heading();
        Ceiling();
        Engine("local", m => m.Local);
        if (options.Silo.Length > 0) Engine("cluster", m => m.Cluster);
        History();
        return _page.ToString();
    }

    private void Heading()
    {
        var writer = LocalHost.WriterOptions;
        _page.Say("## The log");
        _page.Say(Text($"Each figure is the median of {options.Repetitions} repetition(s), with the lowest and the highest behind it."));
        if (options.Quick) _page.Say("**A quick run, to see that the benchmark works. Its figures are too short to quote.**");
        if (options.WhyLocalOnly.Length > 0) _page.Say($"**Only the local engine was measured:** {options.WhyLocalOnly}");
        _page.Describe(machine, options.FileSystem, options.Commit);
        _page.Say(Text($"One PostgreSQL server; a new database, by the product's migrations, for each figure of each repetition. Each ")
            + Text($"was measured for {options.Phase.TotalSeconds:0.#} s after {options.WarmUp.TotalSeconds:0.#} s of warm-up ({options.SiloWarmUp.TotalSeconds:0.#} s with a silo). A message is a text of {Message.Length} bytes. ")
            + Text($"The group commit has its defaults: {writer.Lanes} statements under way, {writer.StatementEvents} events in each at the most."));
    }

    private void Ceiling()
    {
        _page.Say("### The ceiling");
        _page.Say(Text($"Multi-row inserts by Npgsql into the log's own table, by the log's own statement: {LocalHost.WriterOptions.StatementEvents} rows of {LogRun.CeilingRooms} rooms ")
            + Text($"in each, {LocalHost.WriterOptions.Lanes} statements under way. Below it the same with the check that each append makes (is this still the log that the room was loaded ")
            + "from?), then one connection that commits single rows, and one that asks for nothing.");
        _page.Table("| | events/s | commits/s | p50 ms | p99 ms | ÷ ceiling |", "|---|--:|--:|--:|--:|--:|", [
            Row("multi-row inserts: the ceiling", m => m.Ceiling.EventsPerSecond, m => m.Ceiling.CommitsPerSecond, m => m.Ceiling.Statement, m => 1),
            Row("with the append's check", m => m.Checked.EventsPerSecond, m => m.Checked.CommitsPerSecond, m => m.Checked.Statement,
                m => m.Checked.EventsPerSecond / m.Ceiling.EventsPerSecond),
            Row("single rows, one after another", m => m.Raw.PerSecond, m => m.Raw.PerSecond, m => m.Raw.Commit, m => m.Raw.PerSecond / m.Ceiling.EventsPerSecond),
            Row("`select 1`, one after another", _ => double.NaN, m => m.RoundTrips.PerSecond, m => m.RoundTrips.RoundTrip, _ => double.NaN),
        ]);

        string Row(
            string name, Func<LogMeasurement, double> events, Func<LogMeasurement, double> commits, Func<LogMeasurement, Latency> times,
            Func<LogMeasurement, double> ratio) =>
            $"| {name} | {Of(events)} | {Of(commits)} | {Of(m => times(m).P50)} | {Of(m => times(m).P99)} | {Of(ratio)} |";
    }

    private void Engine(string name, Func<LogMeasurement, IReadOnlyDictionary<Load, LoadResult>> results)
    {
        var loads = results(measurements[0]).Keys.ToList();
        _page.Say($"### Acknowledged durable sends, {name} engine");
        _page.Say((name == "local"
                ? "Rooms, group commit and PostgreSQL; engine and load share a process. "
                : "One silo process; the load is an Orleans client of it. ")
            + "Closed loop: each caller of a room sends again as soon as it has its acks; several sends in a call is how a gateway sends what "
            + "waits for a room. After each measurement the log must hold every acknowledged send, without a gap. Latencies at such loads "
            + "are mostly waiting behind the others under way.");
        _page.Table(
            "| rooms | callers each | sends a call | under way | acks/s | ÷ ceiling | commits/s | events a commit | ack p50 ms | ack p99 ms |",
            "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
            loads.Select(load => Text($"| {load.Rooms} | {load.Callers} | {load.Sends} | {load.Window} | ")
                + $"{At(load, r => r.AcksPerSecond)} | {Of(m => results(m)[load].AcksPerSecond / m.Ceiling.EventsPerSecond)} | {At(load, r => r.CommitsPerSecond)} "
                + $"| {At(load, r => r.EventsPerCommit)} | {At(load, r => r.Ack.P50)} | {At(load, r => r.Ack.P99)} |"));
        _page.Say("One room has one append under way at a time, so what limits it is how fast commits follow one another:");
        _page.Table(
            "| one room | commits/s ÷ single-row commits/s | commits/s ÷ round trips/s | acks/s ÷ single-row commits/s |",
            "|--:|--:|--:|--:|",
            loads.Where(load => load.Rooms == 1).Select(load => Text($"| {load.Window} under way | ")
                + $"{Of(m => results(m)[load].CommitsPerSecond / m.Raw.PerSecond)} | {Of(m => results(m)[load].CommitsPerSecond / m.RoundTrips.PerSecond)} "
                + $"| {Of(m => results(m)[load].AcksPerSecond / m.Raw.PerSecond)} |"));
        var parties = results(measurements[0]).Values.First().Cores.Keys.ToList();
        _page.Say("Cores in use:");
        _page.Table(
            $"| rooms | under way | {string.Join(" | ", parties)} |",
            $"|--:|--:|{string.Concat(parties.Select(_ => "--:|"))}",
            loads.Select(load => Text($"| {load.Rooms} | {load.Window} | ")
                + string.Join(" | ", parties.Select(party => At(load, r => r.Cores.GetValueOrDefault(party, double.NaN)))) + " |"));

        string At(Load load, Func<LoadResult, double> value) => Of(m => value(results(m)[load]));
    }

    private void History()
    {
        _page.Say("### Pages of history");
        _page.Say(Text($"A room of {options.Events:#,0} events, 15 % of them reactions; pages of {HistoryPages.Size} with their reactions and threads, before, around and after a ")
            + Text($"random event, through the room (local engine), one after another and {LogRun.Readers[^1]} at once, {options.Pages.TotalSeconds:0.#} s each time."));
        _page.Table("| page | at once | pages/s | p50 ms | p99 ms |", "|---|--:|--:|--:|--:|",
            history.Pages.GroupBy(page => (page.Readers, page.Direction)).Select(group =>
                Text($"| {group.Key.Direction} | {group.Key.Readers} | ")
                + $"{Median(group.Select(p => p.PagesPerSecond))} | {Median(group.Select(p => p.Page.P50))} | {Median(group.Select(p => p.Page.P99))} |"));
        _page.Say("How PostgreSQL reads them: a range of the primary key, no more rows than the page has. The benchmark fails otherwise.");
        foreach (var (name, plan) in history.Plans) _page.Say($"{name}:\n\n```\n{plan}\n```");
    }

    private string Of(Func<LogMeasurement, double> value) => Median(measurements.Select(value));
}
