using System.Globalization;
using OrleansChat.Chaos.Records;
using OrleansChat.Testing;

namespace OrleansChat.Chaos.Clients;

/// <summary>Everybody who takes part: writers, and readers of several kinds, all in all rooms.</summary>
internal sealed class Population
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.8);

    private readonly List<Device> _devices = [];
    private readonly List<Task> _lives = [];
    private readonly List<Task> _talks = [];
    private readonly CancellationTokenSource _finish = new();
    private readonly CancellationTokenSource _stop = new();

    private Population(IReadOnlyList<string> rooms) => Rooms = rooms;

    public IReadOnlyList<string> Rooms { get; }

    public int Devices => _devices.Count;

    /// <summary>Brings everybody in.</summary>
    /// <param name="length">How long trouble will last.</param>
    public static async Task<Population> Gather(ChaosOptions options, GatewayList gateways, Record record, TimeSpan length)
    {
        var population = new Population([.. Enumerable.Range(0, options.Rooms).Select(i => string.Create(CultureInfo.InvariantCulture, $"room-{i}"))]);
        var random = new Random(options.Seed);
        var topics = population.Rooms.ToDictionary(room => room, _ => new Topics());
        for (var i = 0; i < options.Writers; i++)
        {
            var session = await GuestSession.Open(gateways.Choose(random), $"writer-{i}");
            var device = Add(session, session.User.Name, Habits.Steady);
            population._talks.AddRange(population.Rooms.Select(room =>
                new Writer(device, room, new Whims(session.User.Name, topics[room], Own()), Pace, record).Talk(population._finish.Token, population._stop.Token)));
            // The first writer also listens on another device.
            if (i == 0) Add(session, "writer-0-phone", Habits.Steady);
        }

        for (var i = 0; i < options.Readers; i++)
        {
            var session = await GuestSession.Open(gateways.Choose(random), $"reader-{i}");
            Add(session, session.User.Name, (i % 3) switch { 0 => Habits.Steady, 1 => Habits.Commuter, _ => Habits.Late(length / 2) });
            if (i % 3 == 0) Add(session, $"reader-{i}-phone", Habits.Commuter);
        }

        return population;

        Device Add(GuestSession session, string name, Habits habits)
        {
            var device = new Device(name, session, population.Rooms, gateways, habits, record, Own());
            population._devices.Add(device);
            population._lives.Add(device.Run(population._stop.Token));
            return device;
        }

        // Each has its own: they run side by side.
        Random Own() => new(random.Next());
    }

    /// <summary>Lets the writers have what they said acknowledged, and everybody hear it.</summary>
    public async Task Finish()
    {
        foreach (var device in _devices) device.Settled = true;
        await _finish.CancelAsync();
        await Patient(Task.WhenAll(_talks), "every message to be acknowledged");
        var heads = new Dictionary<string, long>();
        var client = (await Patient(_devices[0].Link(), "a connection")).Client;
        foreach (var room in Rooms) heads[room] = (await client.History(room, limit: 1)).Head;
        await Eventually.Holds(
            () => Task.FromResult(_devices.All(device => Rooms.All(room => device.PositionIn(room)?.Seq >= heads[room]))),
            () => $"everybody to hear the last event: {Missing()}", ChaosOptions.Patience);

        string Missing() => string.Join(", ", from device in _devices
                                              from room in Rooms
                                              let position = device.PositionIn(room)
                                              where position is null || position.Seq < heads[room]
                                              select $"{device.Name} is in {room} at {position?.ToString() ?? "nowhere"}, the head is {heads[room]}");
    }

    /// <summary>Reads every room's whole log into the record.</summary>
    public async Task ReadHistories(Record record)
    {
        var client = (await Patient(_devices[0].Link(), "a connection")).Client;
        foreach (var room in Rooms)
        {
            var (log, details) = (new List<HubEvent>(), new Dictionary<long, HubDetails>());
            for (HubPage? page = null; page is null or { More: true }; log.InsertRange(0, page.Events))
            {
                page = await client.History(room, log is [var oldest, ..] ? oldest.Seq : null);
                foreach (var detail in page.Details) details[detail.Seq] = detail;
            }

            (record.Histories[room], record.Details[room]) = (log, details);
        }
    }

    public async Task Leave()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_lives);
    }

    private static async Task<T> Patient<T>(Task<T> task, string what)
    {
        await Patient((Task)task, what);
        return await task;
    }

    private static async Task Patient(Task task, string what)
    {
        try
        {
            await task.WaitAsync(ChaosOptions.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {ChaosOptions.Patience.TotalSeconds} s for {what}.");
        }
    }
}
