using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Checks;

/// <summary>Judges a run by what the clients recorded, and by nothing else.</summary>
/// <param name="record">The record; its histories are whole logs, read when everything was well again.</param>
/// <param name="resumeEvents">How far behind a client may be and still resume: <c>Sessions:ResumeEvents</c>.</param>
internal sealed class Checker(Record record, int resumeEvents)
{
    private readonly IReadOnlyList<Attempt> _attempts = record.Attempts;
    private readonly IReadOnlyList<Stay> _stays = record.Stays;
    private readonly IReadOnlyDictionary<string, RoomLog> _logs = record.Histories.ToDictionary(
        room => room.Key, room => new RoomLog(room.Key, room.Value, record.Attempts.Where(attempt => attempt.Room == room.Key)));

    /// <summary>All checks.</summary>
    public IReadOnlyList<Check> All() =>
    [
        new("clients were acknowledged and heard something", Events, Events > 0 && _attempts.Any(a => a.Ack is not null) && _stays.Count > 0 ? [] : ["nothing happened"]),
        new("every room's log counts from 1 without a gap, and its time doesn't run backwards", Events, [.. LogCounts()]),
        new("nothing is in a log twice", Events, [.. Doubled()]),
        new("nothing is in a log that nobody said", Events, [.. Invented()]),
        new("every acknowledgement is what the log says", _attempts.Count(attempt => attempt.Ack is not null), [.. WrongAcks()]),
        new("messages of one connection keep their order", _attempts.Count, [.. new OrderCheck(_attempts).Faults()]),
        new("every stream is the log, from its position on, each event once", _stays.Count, [.. Each<Stay>(_stays, stay => new StreamCheck(stay, _logs[stay.Room]).Faults())]),
        new("every client comes back where it was", _stays.Count, [.. Each<IGrouping<(string, string), Stay>>(Clients, Positions)]),
        new("every reset has a reason", _stays.Count, [.. Each<Stay>(_stays, Reset)]),
        new("every message shows what its changes made of it", Events, [.. Each(_logs.Values, log => new StateCheck(log).Rows())]),
        new("every page counts what the log adds up to", Events, [.. Each(_logs.Values, log => new StateCheck(log).Counts(record.Details[log.Name]))]),
        new("every client's stream makes of the messages what the log has", Clients.Count(), [.. Each<IGrouping<(string Device, string Room), Stay>>(Clients, client => new StateCheck(_logs[client.Key.Room]).Heard(client.Key.Device, client))]),
        new("everybody heard everything to the end", Clients.Count(), [.. Each<IGrouping<(string, string), Stay>>(Clients, End)]),
        new("every refusal was foreseen and says to try again", record.Refusals.Values.Sum(), record.Wrongs),
    ];

    private int Events => record.Histories.Values.Sum(log => log.Count);

    private IEnumerable<IGrouping<(string Device, string Room), Stay>> Clients => _stays.GroupBy(stay => (stay.Device, stay.Room));

    private static IEnumerable<string> Each<T>(IEnumerable<T> all, Func<T, IEnumerable<string>> faults) => all.SelectMany(faults);

    private IEnumerable<string> LogCounts()
    {
        foreach (var (room, log) in record.Histories)
        {
            for (var i = 0; i < log.Count; i++)
            {
                if (log[i].Seq != i + 1) yield return $"{room}: event {i + 1} of the log has the seq {log[i].Seq}";
                if (i > 0 && log[i].At < log[i - 1].At) yield return $"{room}: event {log[i].Seq} is older than the one before it";
            }
        }
    }

    private IEnumerable<string> Doubled() =>
        from room in record.Histories
        // A person's id stands for one thing; and nobody leaves here, so one join is all a person needs.
        let marks = room.Value.Select(e => (e.Seq, Mark: e.Kind == "join" ? $"the join of {e.Actor.Name}" : $"{e.Kind} {e.Id} of {e.Actor.Name}"))
        from twice in marks.GroupBy(e => e.Mark, e => e.Seq)
        where twice.Count() > 1
        select $"{room.Key}: {twice.Key} is there as {string.Join(" and ", twice)}";

    private IEnumerable<string> Invented() =>
        from log in _logs.Values
        from e in log.Events
        where e.Kind != "join" && log.WishOf(e) is null
        select $"{log.Name}: nobody asked for {e}";

    private IEnumerable<string> WrongAcks()
    {
        foreach (var attempt in _attempts)
        {
            if (attempt.Ack is not { } ack) continue;
            var what = $"{attempt.Room}: {attempt.Wish}, acknowledged as {ack.Epoch}:{ack.Seq} at {ack.At:O},";
            var row = _logs[attempt.Room].Row(ack.Seq);
            if (ack.Room != attempt.Room || ack.Id != attempt.Wish.Id) yield return $"{what} names {ack.Room} and {ack.Id}";
            else if (row is null) yield return $"{what} is missing";
            else if (!attempt.Wish.Became(row) || row.Actor.Id != attempt.Actor || row.At != ack.At) yield return $"{what} isn't there: the log has {row}";
        }
    }

    private static IEnumerable<string> Positions(IGrouping<(string Device, string Room), Stay> client)
    {
        Position? position = null;
        foreach (var stay in client.OrderBy(stay => stay.Connection))
        {
            if (stay.After != position) yield return $"{client.Key}: after {position} it came back with {stay.After}";
            position = stay.End();
        }
    }

    private IEnumerable<string> Reset(Stay stay)
    {
        if (stay.Answer is not { } answer) yield break;
        var who = $"{stay.Device} in {stay.Room}, coming back with {stay.After},";
        if (stay.After is not { } after)
        {
            if (answer.Page is null) yield return $"{who} got no page";
        }
        else if (answer.Reset != answer.Page is not null)
            yield return $"{who} got {(answer.Reset ? "a reset without a page" : "a page without a reset")}";
        else if (answer.Reset && answer.Epoch == after.Epoch && answer.Head - after.Seq <= resumeEvents)
            yield return $"{who} was reset at head {answer.Epoch}:{answer.Head}";
        else if (answer.Epoch != after.Epoch)
            yield return $"{who} found the epoch {answer.Epoch}, though nobody restored the database";
        else if (!answer.Reset && answer.Head - after.Seq < 0)
            yield return $"{who} found the head {answer.Head} behind it";
    }

    private IEnumerable<string> End(IGrouping<(string Device, string Room), Stay> client)
    {
        var (end, head) = (client.MaxBy(stay => stay.Connection)!.End()?.Seq ?? 0, _logs[client.Key.Room].Events.Count);
        if (end != head) yield return $"{client.Key.Device} ended in {client.Key.Room} at {end}, and the head is {head}";
    }
}
