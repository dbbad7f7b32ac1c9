using Xunit;

namespace OrleansChat.Testing.Hub;

/// <summary>
/// A person who stays in one room whatever happens to connections, as docs/protocol.md tells a client to do: comes back
/// with the position, begins anew at a reset, and sends with one id until there is an ack.
/// </summary>
public sealed class Follower : IAsyncDisposable
{
    private readonly GuestSession _session;
    private readonly string _room;
    private readonly Func<Uri> _gateway;
    private readonly List<HubEvent> _log = [];
    private HubClient? _client;
    private int _taken;

    private Follower(GuestSession session, string room, Func<Uri> gateway) => (_session, _room, _gateway) = (session, room, gateway);

    /// <summary>The epoch of what it has.</summary>
    public long Epoch { get; private set; }

    /// <summary>How often it had to begin anew.</summary>
    public int Resets { get; private set; }

    /// <summary>How its connections ended, as the server said.</summary>
    public List<string?> Goodbyes { get; } = [];

    /// <summary>What it has of the room.</summary>
    public IReadOnlyList<HubEvent> Log => _log;

    /// <summary>Comes into a room; <paramref name="gateway"/> says where to connect, each time anew.</summary>
    public static async Task<Follower> Enter(Func<Uri> gateway, string name, string room)
    {
        var follower = new Follower(await GuestSession.Open(gateway(), name), room, gateway);
        await follower.StaysConnected();
        return follower;
    }

    /// <summary>Takes in what came, and comes back if the connection has ended.</summary>
    public async Task StaysConnected()
    {
        if (_client is null || _client.Closed.IsCompleted) await Eventually.Holds(TryConnect, $"{_session.User.Name} to be back");
        TakeIn();
    }

    /// <summary>Says something until it is acknowledged.</summary>
    public async Task<HubAck> Says(string text)
    {
        var id = Guid.NewGuid();
        HubAck? ack = null;
        await Eventually.Holds(async () => (ack = await TrySay(text, id)) is not null, $"an ack for {_session.User.Name}");
        return ack!;
    }

    private async Task<HubAck?> TrySay(string text, Guid id)
    {
        await StaysConnected();
        try
        {
            return await _client!.Say(_room, text, id);
        }
        catch (HubRefused refused) when (ErrorTable.Of(refused.Code).Retry != Retry.Never)
        {
            // Later, or on a new connection: this one is about to end.
            return null;
        }
        catch (HubConnectionLostException)
        {
            return null;
        }
    }

    private async Task<bool> TryConnect()
    {
        if (_client is not null)
        {
            TakeIn();
            Goodbyes.Add((await _client.Closed.Within("the end of the connection")).Error);
            await _client.DisposeAsync();
        }

        _client = await HubClient.Connect(_gateway(), _session);
        _taken = 0;
        return await TryJoin(_client) && !_client.Closed.IsCompleted;
    }

    /// <summary>Waits until it has the room up to this seq of this epoch.</summary>
    public Task Has(long epoch, long seq) => Eventually.Holds(
        async () =>
        {
            await StaysConnected();
            return Epoch == epoch && _log.Count > 0 && _log[^1].Seq >= seq;
        },
        $"{_session.User.Name} to have event {seq} of epoch {epoch}");

    /// <summary>Checks that what it has is the room's log, from where it began to the head.</summary>
    public async Task HasTheLog()
    {
        var head = (await _client!.History(_room, null, 1)).Head;
        await Has(Epoch, head);
        var pages = new List<HubEvent>();
        for (HubPage page; pages.Count == 0 || pages[0].Seq > _log[0].Seq; pages.InsertRange(0, page.Events))
            page = await _client!.History(_room, pages.Count == 0 ? null : pages[0].Seq);
        Assert.Equal(pages.Where(e => e.Seq >= _log[0].Seq), _log);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
    }

    private async Task<bool> TryJoin(HubClient client)
    {
        try
        {
            var joined = await client.Join(_room, Epoch == 0 ? null : $"{Epoch}:{(_log.Count == 0 ? 0 : _log[^1].Seq)}");
            if (joined.Page is { } page)
            {
                if (Epoch > 0) Resets++;
                _log.Clear();
                _log.AddRange(page.Events);
            }

            Epoch = joined.Epoch;
            return true;
        }
        catch (Exception e) when (e is HubConnectionLostException or HubRefused)
        {
            client.Cut();
            return false;
        }
    }

    private void TakeIn()
    {
        var heard = _client!.Heard(_room);
        foreach (var e in heard.Skip(_taken))
        {
            if (_log.Count > 0 && e.Seq <= _log[^1].Seq) continue;
            if (_log.Count > 0) Assert.Equal(_log[^1].Seq + 1, e.Seq);
            _log.Add(e);
        }

        _taken = heard.Count;
    }
}
