using System.Globalization;
using OrleansChat.Chaos.Faults;
using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos;

/// <summary>What a run was like, in figures; they judge nothing.</summary>
internal sealed class Summary(Record record, IReadOnlyList<Happened> faults, IReadOnlyList<SupervisedServer> servers)
{
    private readonly IReadOnlyList<Attempt> _attempts = record.Attempts;
    private readonly IReadOnlyList<Stay> _stays = record.Stays;

    public IEnumerable<string> Lines()
    {
        var acked = _attempts.Where(attempt => attempt.Ack is not null).ToList();
        var messages = acked.DistinctBy(attempt => attempt.Wish.Id).Count();
        var resets = _stays.Count(stay => stay.Answer is { Reset: true });
        yield return Line($"{record.Histories.Values.Sum(log => log.Count)} events in {record.Histories.Count} rooms; {messages} writes acknowledged, {_attempts.Count - messages} sent again; {_stays.Sum(stay => stay.Heard.Count)} events heard on {_stays.Select(stay => stay.Connection).Distinct().Count()} connections; {resets} resets");
        if (record.Refusals.Count > 0)
            yield return "refused with " + string.Join(", ", record.Refusals.OrderBy(code => code.Key).Select(code => Line($"{(int)code.Key} {ErrorTable.Of(code.Key).Name} {code.Value} times")));
        yield return Line($"slowest send: {Slowest(acked).TotalSeconds:0.0} s from its first attempt to its acknowledgement");
        foreach (var kind in faults.GroupBy(fault => fault.Fault.Kind).OrderBy(kind => kind.Key))
        {
            var silences = kind.SelectMany(Silences).Order().ToList();
            if (silences.Count > 0)
                yield return Line($"{kind.Key,-18}{kind.Count(),3} times; next event after {silences[silences.Count / 2].TotalSeconds:0.0} s (median), {silences[^1].TotalSeconds:0.0} s at the longest");
        }

        foreach (var server in servers.Where(server => server.FailedStarts > 0))
            yield return Line($"{server.Name} failed to start {server.FailedStarts} times, and was started again");
    }

    private TimeSpan Slowest(IReadOnlyList<Attempt> acked)
    {
        var first = _attempts.GroupBy(attempt => attempt.Wish.Id).ToDictionary(attempts => attempts.Key, attempts => attempts.Min(attempt => attempt.At));
        return acked.Select(attempt => attempt.AckedAt - first[attempt.Wish.Id]).DefaultIfEmpty().Max();
    }

    /// <summary>For each client that had the room before and has it after: how long until it heard something that was
    /// committed after the fault.</summary>
    private IEnumerable<TimeSpan> Silences(Happened fault) =>
        from client in _stays.GroupBy(stay => (stay.Device, stay.Room))
        // Who goes away of himself would measure that.
        where client.Any(stay => stay.Heard.Any(heard => heard.At < fault.At && heard.At > fault.At - TimeSpan.FromSeconds(2)))
        let next = client.SelectMany(stay => stay.Heard).Where(heard => heard.Event.At > fault.At).Select(heard => heard.At).Order().Take(1).ToList()
        where next.Count > 0
        select next[0] - fault.At;

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
