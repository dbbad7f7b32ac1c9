using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansChat.Bench.Load;

/// <summary>All clients of the room, through phases of load with a check of every message after each.</summary>
internal sealed class Crowd : IDisposable
{
    private const string Room = "bench";
    private const int JoinsAtOnce = 8;
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    private readonly RoomClient[] _clients;
    private readonly Timer _pings;
    private long _lastNumber;
    private long _headBefore;

    private Crowd(RoomClient[] clients)
    {
        _clients = clients;
        _pings = new Timer(_ => PingAll(), null, PingPeriod, PingPeriod);
    }

    public IReadOnlyList<RoomClient> Clients => _clients;

    /// <summary>Connects guests who all join one room, and waits until each has heard all joins.</summary>
    public static async Task<Crowd> Enter(Uri gateway, int count, CancellationToken stop)
    {
        var crowd = new Crowd([.. Enumerable.Range(0, count).Select(_ => new RoomClient(Room))]);
        try
        {
            using var http = new HttpClient { BaseAddress = gateway };
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = JoinsAtOnce, CancellationToken = stop };
            await Parallel.ForAsync(0, count, parallel, async (i, cancel) =>
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"bench-{i:D4}");
                using var answer = await http.PostAsJsonAsync("api/v1/session", new { name }, cancel);
                answer.EnsureSuccessStatusCode();
                var session = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
                await crowd._clients[i].Enter(gateway, session.GetProperty("token").GetString()!);
            });
            await crowd.WaitFor(() => crowd._clients.All(client => client.Head >= count), stop);
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>A number for a message that has none yet.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Begins a phase. Nothing may be under way.</summary>
    public void Begin()
    {
        _headBefore = _clients[0].Head;
        foreach (var client in _clients) client.Tally = new Tally();
    }

    /// <summary>Messages acknowledged in this phase so far.</summary>
    public long Acked => _clients.Sum(client => client.Tally.Acked);

    /// <summary>Messages received in this phase so far, over all clients.</summary>
    public long Received => _clients.Sum(client => client.Tally.Received);

    /// <summary>Lets the load run for a time; fails at once when a client does.</summary>
    public async Task Run(TimeSpan duration, CancellationToken stop)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await await Task.WhenAny([Task.Delay(duration, done.Token), .. _clients.Select(client => client.Reading)]);
        await done.CancelAsync();
    }

    /// <summary>Waits until all that was sent is acknowledged and everybody has received it, then checks that this is so
    /// exactly: each message once, in order, under the seq its sender was told.</summary>
    /// <param name="sending">How many messages were sent; it may still grow while acks are missing.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="BenchException">A message is missing, or two clients saw different things.</exception>
    public async Task Settle(Func<long> sending, CancellationToken stop)
    {
        long sent = 0;
        await WaitFor(() => Acked is var acked && acked >= (sent = sending()) && Received >= sent * _clients.Length, stop);
        var ackSum = _clients.Aggregate(0UL, (sum, client) => sum + client.Tally.AckSum);
        var wrong = _clients.Count(client => client.Head != _headBefore + sent
            || client.Tally.Received != sent || client.Tally.ReceivedSum != ackSum);
        if (wrong > 0 || Acked != sent)
            throw new BenchException($"WRONG: of {sent} messages {Acked} were acknowledged, and {wrong} clients did not receive exactly these.");
    }

    public void Dispose()
    {
        _pings.Dispose();
        foreach (var client in _clients) client.Dispose();
    }

    private async Task WaitFor(Func<bool> condition, CancellationToken stop)
    {
        var (progress, since) = (-1L, Stopwatch.StartNew());
        while (!condition())
        {
            await Run(TimeSpan.FromMilliseconds(2), stop);
            var now = Acked + Received + _clients.Sum(client => client.Head);
            if (now != progress) (progress, since) = (now, Stopwatch.StartNew());
            else if (since.Elapsed > Stall)
                throw new BenchException($"LOST: nothing came for {Stall.TotalSeconds:0} s, with {Acked} acks and {Received} deliveries of this phase.");
        }
    }

    private void PingAll()
    {
        foreach (var client in _clients)
        {
            try
            {
                client.Ping();
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                // Its reading loop tells.
            }
        }
    }
}
