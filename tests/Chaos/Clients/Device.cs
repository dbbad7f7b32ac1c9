using System.Net.WebSockets;
using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Clients;

/// <summary>A live connection on which all rooms are joined.</summary>
internal sealed record Link(HubClient Client, long Connection)
{
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the device has given it up: its next one is another.</summary>
    public Task GivenUp => _given.Task;

    public void GiveUp() => _given.SetResult();
}

/// <summary>
/// One device of a person: it keeps a connection, to whichever gateway, comes back with its positions when it is lost,
/// and records what it hears. Written from "Staying whole" in docs/protocol.md.
/// </summary>
/// <param name="name">The device's own name.</param>
/// <param name="habits">How long it stays connected, and away.</param>
internal sealed class Device(
    string name, GuestSession session, IReadOnlyList<string> rooms, GatewayList gateways, Habits habits, Record record, Random random)
{
    // The server speaks at least every 10 s; a call is answered within some 18 s.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(14);
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Stay> _stays = [];
    private TaskCompletionSource<Link> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public GuestSession Session => session;

    /// <summary>No more habits: stay, and hear everything to the end.</summary>
    public bool Settled { get; set; }

    /// <summary>Where it is in a room.</summary>
    public Position? PositionIn(string room)
    {
        lock (_stays) return _stays.GetValueOrDefault(room)?.End();
    }

    /// <summary>The live connection, or the next one.</summary>
    public Task<Link> Link() => Volatile.Read(ref _link).Task;

    public async Task Run(CancellationToken stop)
    {
        await Pause(habits.FirstAway, stop);
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            var settledBefore = Settled;
            if (await TryConnect(stop) is { } client)
            {
                await using (client) failures = await Live(client, stop) ? 0 : failures + 1;
                Leave(client);
                if (!Settled && !settledBefore) await Pause(habits.Away(random), stop);
            }
            else
                failures++;

            // With some chance in it, so that not all come back at once.
            await Pause(TimeSpan.FromSeconds(Math.Min(0.1 * Math.Pow(2, failures), 2) * (0.5 + random.NextDouble())), stop);
        }
    }

    private async Task<HubClient?> TryConnect(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(ConnectPatience);
        try
        {
            return await HubClient.Connect(gateways.Choose(random), session, stop: patience.Token);
        }
        catch (WebSocketException e) when (e.Message.Contains("'401'", StringComparison.Ordinal))
        {
            record.Wrong($"{name}: its token was refused");
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or OperationCanceledException or HubConnectionLostException)
        {
        }

        return null;
    }

    /// <summary>Joins all rooms and stays until the connection ends, falls silent, or habit says to go.</summary>
    private async Task<bool> Live(HubClient client, CancellationToken stop)
    {
        var connection = record.Next();
        var stays = rooms.ToDictionary(room => room, room => new Stay(name, connection, room, PositionIn(room)));
        client.OnEvent = e =>
        {
            if (stays.TryGetValue(e.Room, out var stay)) stay.Hear(e, DateTimeOffset.UtcNow);
            else record.Wrong($"{name} heard of {e.Room}, which it never joined");
        };
        foreach (var (room, stay) in stays)
        {
            record.Add(stay);
            lock (_stays) _stays[room] = stay;
            if (!await TryJoin(client, stay)) return false;
        }

        var link = new Link(client, connection);
        Volatile.Read(ref _link).SetResult(link);
        var until = DateTimeOffset.UtcNow + habits.Connected(random);
        while (!client.Closed.IsCompleted && client.Silence < Silence && (Settled || DateTimeOffset.UtcNow < until) && !stop.IsCancellationRequested)
            await Task.WhenAny(client.Closed, Pause(TimeSpan.FromSeconds(0.5), stop));
        Volatile.Write(ref _link, new TaskCompletionSource<Link>(TaskCreationOptions.RunContinuationsAsynchronously));
        link.GiveUp();
        client.Cut();
        return true;
    }

    private void Leave(HubClient client)
    {
        lock (_stays)
        {
            foreach (var stay in _stays.Values) stay.Leave();
        }

        if (client.Closed.Result.Error is not { } error) return;
        var goodbye = HubRefused.Parse(error);
        if (ErrorTable.Of(goodbye.Code).Retry == Retry.Never) record.Wrong($"{name}: its connection was closed with {error}");
    }

    private async Task<bool> TryJoin(HubClient client, Stay stay)
    {
        try
        {
            stay.Answer = await client.Join(stay.Room, stay.After?.ToString()).WaitAsync(CallPatience);
            return true;
        }
        catch (HubRefused e)
        {
            stay.Refusal = e.Code;
            record.Refused(name, $"the join of {stay.Room}", e.Code);
        }
        catch (Exception e) when (e is HubConnectionLostException or TimeoutException)
        {
        }

        return false;
    }

    private static Task Pause(TimeSpan time, CancellationToken stop) =>
        Pace.Passes(time, stop).ContinueWith(_ => { }, TaskScheduler.Default);
}
