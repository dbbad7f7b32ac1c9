using OrleansChat.Testing.Hub;
using Xunit;

namespace OrleansChat.Testing.Doors;

/// <summary>Two people who talk to each other all the while, by turns, each when they have heard the other: whatever befalls a
/// gateway, they must notice nothing.</summary>
public sealed class Bystanders : IAsyncDisposable
{
    private readonly HubClient[] _people;
    private readonly Task<List<(Guid Id, HubAck Ack)>> _talk;
    private volatile bool _enough;

    private Bystanders(string room, HubClient[] people)
    {
        (Room, _people) = (room, people);
        _talk = Talk();
    }

    /// <summary>What a gateway must allow them: they talk faster than people.</summary>
    public static IReadOnlyList<(string Key, string Value)> Settings { get; } = [("Sessions:MessagesPerSecond", "1000000"), ("Sessions:MessageBurst", "1000000")];

    /// <summary>Where they are.</summary>
    public string Room { get; }

    /// <summary>Whose connections they are.</summary>
    public IReadOnlyList<HubClient> People => _people;

    /// <summary>Has them come, and begin.</summary>
    public static async Task<Bystanders> At(GatewayHost gateway)
    {
        var room = $"room-{Guid.NewGuid():N}";
        HubClient[] people = [await gateway.Guest($"one-{room[5..15]}"), await gateway.Guest($"two-{room[5..15]}")];
        foreach (var one in people) await one.Join(room);
        return new Bystanders(room, people);
    }

    /// <summary>Has them end, and checks that both heard everything, once and in order, and were never cut off.</summary>
    public async Task NoticedNothing()
    {
        _enough = true;
        var acked = await _talk;
        await Hub.Talk.IsWholeFor(Room, acked, _people);
        Assert.DoesNotContain(_people, one => one.Closed.IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        _enough = true;
        await ((Task)_talk).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var one in _people) await one.DisposeAsync();
    }

    private async Task<List<(Guid Id, HubAck Ack)>> Talk()
    {
        var acked = new List<(Guid, HubAck)>();
        // Each says something at least once after whatever happened.
        for (var (turn, last) = (0, 0); last < 2; turn++)
        {
            if (_enough) last++;
            var id = Guid.NewGuid();
            var ack = await _people[turn % 2].Say(Room, $"{turn}", id);
            acked.Add((id, ack));
            await _people[(turn + 1) % 2].Hears(Room, ack.Seq);
        }

        return acked;
    }
}
