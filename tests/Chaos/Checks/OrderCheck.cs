using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Checks;

/// <summary>
/// What a person says in one room on one connection keeps its order: when A left before B, A was acknowledged on this
/// connection, and B had never been sent before, then A stands before B. (B may have come to the log earlier when it was
/// tried before; and an A that was refused is tried again later, behind B.)
/// </summary>
internal sealed class OrderCheck(IReadOnlyList<Attempt> attempts)
{
    public IEnumerable<string> Faults()
    {
        var first = new Dictionary<Guid, long>();
        var places = new Dictionary<Guid, long>();
        foreach (var attempt in attempts.OrderBy(attempt => attempt.Number))
        {
            first.TryAdd(attempt.Wish.Id, attempt.Number);
            if (attempt.Ack is { } ack) places.TryAdd(attempt.Wish.Id, ack.Seq);
        }

        foreach (var line in attempts.GroupBy(attempt => (attempt.Connection, attempt.Room)))
        {
            Attempt? latest = null;
            foreach (var attempt in line.OrderBy(attempt => attempt.Number))
            {
                if (latest is not null && first[attempt.Wish.Id] == attempt.Number
                    && places.TryGetValue(attempt.Wish.Id, out var place) && place <= latest.Ack!.Seq)
                    yield return $"{line.Key.Room}: {attempt.Wish} became {place}, though {latest.Wish}, sent before it on connection {line.Key.Connection}, became {latest.Ack.Seq}";
                if (attempt.Ack is { } ack && ack.Seq > (latest?.Ack!.Seq ?? 0)) latest = attempt;
            }
        }
    }
}
