using System.Diagnostics;
using System.Globalization;
using OrleansChat.Bench;
using OrleansChat.DoorBench.Doors;
using OrleansChat.DoorBench.Servers;

namespace OrleansChat.DoorBench.Load;

/// <summary>All clients of one door, in rooms of one size.</summary>
internal sealed class DoorCrowd : IDisposable
{
    private const int EnterAtOnce = 16;
    private static readonly TimeSpan KeepAlivePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);
    private static long _lastName;

    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _keepAlive;
    private volatile bool _disposed;

    private DoorCrowd(Door door, IReadOnlyList<Room> rooms, Traffic traffic)
    {
        (Door, Rooms, Traffic) = (door, rooms, traffic);
        Clients = [.. rooms.SelectMany(room => room.Clients)];
        _keepAlive = new Timer(_ => KeepAlive(), null, KeepAlivePeriod, KeepAlivePeriod);
    }

    public Door Door { get; }

    public IReadOnlyList<Room> Rooms { get; }

    public IReadOnlyList<DoorClient> Clients { get; }

    public Traffic Traffic { get; }

    /// <summary>Messages heard in this phase, over all clients.</summary>
    public long Heard => Clients.Sum(client => client.Hearing.Count);

    /// <summary>Connects clients who come into new rooms, and waits until each is there.</summary>
    public static async Task<DoorCrowd> Enter(Door door, Target server, int rooms, int members, CancellationToken stop)
    {
        var traffic = new Traffic();
        var made = Enumerable.Range(0, rooms).Select(_ => new Room(NewName("room"), traffic)).ToList();
        foreach (var room in made)
            for (var i = 0; i < members; i++) room.Add(door.NewClient);
        var crowd = new DoorCrowd(door, made, traffic);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = EnterAtOnce, CancellationToken = stop };
            await Parallel.ForEachAsync(crowd.Clients, parallel, async (client, cancel) =>
            {
                await client.Enter(server, NewName("bench")).WaitAsync(cancel);
                _ = crowd.Watch(client);
            });
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>Begins a phase. Nothing may be under way.</summary>
    public void Begin()
    {
        foreach (var client in Clients) client.Hearing.Begin();
    }

    /// <summary>A client says something, whose latency counts from <paramref name="since"/>.</summary>
    public void Say(DoorClient client, long since)
    {
        Span<byte> text = stackalloc byte[Bench.Load.Message.Length];
        Bench.Load.Message.Write(text, Traffic.Depart(client, client.Room.Clients.Count - (Door.Repeats ? 0 : 1)), since);
        client.Send(text);
    }

    /// <summary>Lets time pass; fails at once when a client does.</summary>
    public async Task Run(TimeSpan duration, CancellationToken stop)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await await Task.WhenAny(_failed.Task, Task.Delay(duration, done.Token));
        await done.CancelAsync();
    }

    /// <summary>Waits until everybody has heard everything, and checks that all hearers of a room heard the same in the same
    /// order.</summary>
    /// <param name="senders">In each room the first so many have said something.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="BenchException">Something is missing, or two clients heard different things.</exception>
    public async Task Settle(int senders, CancellationToken stop)
    {
        var (progress, since) = (-1L, Stopwatch.StartNew());
        while (Traffic.UnderWay > 0)
        {
            await Run(TimeSpan.FromMilliseconds(2), stop);
            var heard = Heard;
            if (heard != progress) (progress, since) = (heard, Stopwatch.StartNew());
            else if (since.Elapsed > Stall)
                throw new BenchException(string.Create(CultureInfo.InvariantCulture,
                    $"LOST: nothing came for {Stall.TotalSeconds:0} s, and {Traffic.UnderWay} messages were not heard by everybody ({Door.Name})."));
        }

        foreach (var room in Rooms)
        {
            // Where a door doesn't repeat what a client said to itself, its sender heard less than the others.
            var hearings = room.Clients.Skip(Door.Repeats ? 0 : senders).Select(client => (client.Hearing.Count, client.Hearing.Order));
            if (hearings.Distinct().Count() > 1)
                throw new BenchException($"WRONG: two clients of a room heard different messages, or in another order ({Door.Name}).");
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _keepAlive.Dispose();
        foreach (var client in Clients) client.Dispose();
    }

    private static string NewName(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{Interlocked.Increment(ref _lastName)}");

    private async Task Watch(DoorClient client)
    {
        try
        {
            await client.Reading;
        }
        catch (Exception e)
        {
            if (!_disposed) _failed.TrySetException(e);
        }
    }

    private void KeepAlive()
    {
        foreach (var client in Clients)
        {
            try
            {
                if (!client.Reading.IsCompleted) client.KeepAlive();
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                // Its reading loop tells.
            }
        }
    }
}
