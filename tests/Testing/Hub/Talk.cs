using Xunit;

namespace OrleansChat.Testing.Hub;

/// <summary>Clients that talk without pause and keep a record, as docs/protocol.md tells a client to do.</summary>
public static class Talk
{
    /// <summary>Says one thing after another until told to stop, each with one id until it is acknowledged.</summary>
    /// <param name="refused">Called for every refusal with which the same message may be sent again; any other one ends
    /// the talk with an exception.</param>
    public static async Task<List<(Guid Id, HubAck Ack)>> Talks(
        this HubClient client, string room, Func<int, bool> goOn, Action<HubRefused>? refused = null)
    {
        var acked = new List<(Guid, HubAck)>();
        for (var i = 0; goOn(i); i++)
        {
            var id = Guid.NewGuid();
            HubAck? ack = null;
            await Eventually.Holds(async () => (ack = await TrySay(client, room, $"{client.Session.User.Name} {i}", id, refused)) is not null, "an ack");
            acked.Add((id, ack!));
        }

        return acked;
    }

    /// <summary>Checks a room from the outside (G1–G4): every acknowledged message is in the log once, at the place its
    /// ack says, and each client heard the log in its order, each event once, from where it joined.</summary>
    public static async Task IsWholeFor(string room, IReadOnlyList<(Guid Id, HubAck Ack)> acked, params HubClient[] clients)
    {
        var log = new List<HubEvent>();
        for (HubPage page; log.Count == 0 || log[0].Seq > 1; log.InsertRange(0, page.Events))
            page = await clients[0].History(room, log.Count == 0 ? null : log[0].Seq);

        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(e => e.Seq));
        Assert.Equal(log.Count, log.Select(e => (e.Actor.Id, e.Id)).Distinct().Count());
        foreach (var (id, ack) in acked) Assert.Equal((id, ack.At), (log[(int)ack.Seq - 1].Id, log[(int)ack.Seq - 1].At));
        foreach (var client in clients)
        {
            await client.Hears(room, log.Count);
            var heard = client.Heard(room);
            Assert.Equal(log.Skip((int)heard[0].Seq - 1), heard);
        }
    }

    private static async Task<HubAck?> TrySay(HubClient client, string room, string text, Guid id, Action<HubRefused>? refused)
    {
        try
        {
            return await client.Say(room, text, id);
        }
        catch (HubRefused e) when (ErrorTable.Of(e.Code).Retry == Retry.Later)
        {
            refused?.Invoke(e);
            return null;
        }
    }
}
