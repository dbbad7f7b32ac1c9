using System.Diagnostics;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Processes;
using Xunit.Abstractions;

namespace OrleansChat.Cluster.Tests;

/// <summary>How long people hear nothing when a silo goes (G7): real processes, two silos, two gateways. The bounds are
/// what docs/architecture.md promises, so they are asserted as they stand there.</summary>
public sealed class FailoverBoundTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly List<string> _rooms = [.. Enumerable.Range(0, 16).Select(_ => $"room-{Guid.NewGuid():N}")];
    private readonly List<IAsyncDisposable> _started = [];
    private readonly List<HubClient> _clients = [];
    private readonly List<ServerProcess> _silos = [];

    public async Task InitializeAsync()
    {
        var database = await TestDatabase.Create(migrate: false);
        _started.Add(database);
        for (var i = 0; i < 2; i++) _silos.Add(await ServerProcess.Silo(database.ConnectionString));
        _started.AddRange(_silos);
        foreach (var name in new[] { "ann", "bob" })
        {
            var gateway = await ServerProcess.Gateway(database.ConnectionString);
            _started.Add(gateway);
            _clients.Add(await HubClient.Connect(gateway.Address, await GuestSession.Open(gateway.Address, name)));
        }

        foreach (var room in _rooms)
        {
            foreach (var client in _clients) await client.Join(room);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        _started.Reverse();
        foreach (var one in _started) await one.DisposeAsync();
    }

    [Fact]
    public Task G7_after_kill_9_of_a_silo_every_subscriber_of_its_rooms_hears_the_next_event_within_10_seconds() =>
        NextEventsComeWithin(TimeSpan.FromSeconds(10), () => _silos[1].Kill());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task G7_after_a_graceful_stop_of_a_silo_every_subscriber_of_its_rooms_hears_the_next_event_within_1_second(int silo) =>
        NextEventsComeWithin(TimeSpan.FromSeconds(1), () => _silos[silo].Stop());

    private async Task NextEventsComeWithin(TimeSpan bound, Func<Task> trouble)
    {
        var ears = _clients.Select(client => new Ears(client)).ToList();
        var over = false;
        // Both talk everywhere, each on a gateway of its own.
        var talks = _rooms.SelectMany(room => _clients.Select(client => (room, Talk: client.Talks(room, _ => !Volatile.Read(ref over))))).ToList();
        foreach (var room in _rooms)
        {
            foreach (var client in _clients) await client.Hears(room, 20);
        }

        var begin = Moment.Now();
        await trouble();
        output.WriteLine($"the silo was gone after {Stopwatch.GetElapsedTime(begin.Ticks).TotalMilliseconds:0} ms");
        var gone = Moment.Now();
        foreach (var room in _rooms)
        {
            foreach (var ear in ears) await ear.NextEvent(room, gone);
            // And on from there.
            foreach (var client in _clients) await client.Hears(room, client.Heard(room)[^1].Seq + 20);
        }

        Volatile.Write(ref over, true);
        foreach (var talksOfRoom in talks.GroupBy(talk => talk.room, talk => talk.Talk))
            await Talk.IsWholeFor(talksOfRoom.Key, [.. (await Task.WhenAll(talksOfRoom)).SelectMany(acked => acked)], [.. _clients]);

        var silences = _rooms.SelectMany(room => ears.Select(ear => ear.LongestSilence(room, begin))).Order().ToList();
        output.WriteLine($"silences: {string.Join(' ', silences.Select(silence => $"{silence.TotalMilliseconds:0}"))} ms");
        foreach (var server in _started.OfType<ServerProcess>()) output.WriteLine($"--- {server.Address}\n{server.Output}");
        Assert.InRange(silences[^1], TimeSpan.Zero, bound);
    }
}
