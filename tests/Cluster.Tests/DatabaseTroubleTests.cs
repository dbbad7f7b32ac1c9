using System.Collections.Concurrent;
using Npgsql;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Processes;

namespace OrleansChat.Cluster.Tests;

/// <summary>A PostgreSQL that is restarted, cut off and crowded while clients talk through real processes. Whatever
/// happens, a send is answered late or with a code that says "again", never wrongly.</summary>
public sealed class DatabaseTroubleTests : IAsyncLifetime
{
    private readonly List<string> _rooms = [.. Enumerable.Range(0, 6).Select(_ => $"room-{Guid.NewGuid():N}")];
    private readonly ConcurrentBag<ErrorCode> _refusals = [];
    private PostgresServer _postgres = null!;

    public async Task InitializeAsync() => _postgres = await PostgresServer.Start(Repository.Root, "max_connections=60");

    public async Task DisposeAsync() => await _postgres.DisposeAsync();

    [Fact]
    public Task G7_a_database_that_is_restarted_loses_doubles_and_reorders_nothing() => ClientsTalkWhile(async goOn =>
    {
        await _postgres.Stop();
        await _postgres.Start();
        await goOn();
    });

    [Fact]
    public Task G2_a_database_that_is_killed_loses_doubles_and_reorders_nothing() => ClientsTalkWhile(async goOn =>
    {
        await _postgres.Kill();
        await _postgres.Start();
        await goOn();
    });

    [Fact]
    public Task G2_G3_connections_broken_in_mid_commit_lose_double_and_reorder_nothing() => ClientsTalkWhile(async goOn =>
    {
        for (var i = 0; i < 15; i++)
        {
            await CutConnections();
            await goOn();
        }
    });

    [Fact]
    public Task G8_a_full_connection_pool_answers_late_or_with_a_code_that_says_again() => ClientsTalkWhile(
        async goOn =>
        {
            // The log's lanes wait for the lock, each with one of the pool's two connections; nobody else gets one.
            await using (var connection = await Superuser())
            await using (var transaction = await connection.BeginTransactionAsync())
            {
                await using var take = new NpgsqlCommand("lock table room_events in exclusive mode", connection);
                await take.ExecuteNonQueryAsync();
                await Eventually.Holds(() => Task.FromResult(_refusals.Count >= _rooms.Count), "sends to be refused");
            }

            await goOn();
        },
        ";Maximum Pool Size=2;Timeout=1");

    [Fact]
    public Task G8_a_database_without_a_free_connection_is_answered_with_a_code_that_says_again() => ClientsTalkWhile(async goOn =>
    {
        var crowd = new List<NpgsqlConnection>();
        try
        {
            // Whoever is quicker takes a connection that becomes free, so all are cut until none is left for the silo.
            await Eventually.Holds(
                async () =>
                {
                    await CutConnections();
                    while (await TryConnect() is { } connection) crowd.Add(connection);
                    return !_refusals.IsEmpty;
                },
                "sends to be refused");
        }
        finally
        {
            foreach (var connection in crowd) await connection.DisposeAsync();
        }

        await goOn();
    });

    [Fact]
    public async Task A_room_that_cannot_be_loaded_is_refused_with_unavailable_and_answers_once_it_can()
    {
        await using var gateway = ServerProcess.PlainGateway(_postgres.ConnectionString);
        HubClient ann;
        await using (await ServerProcess.Silo(_postgres.ConnectionString))
        {
            await gateway.Ready();
            ann = await HubClient.Connect(gateway.Address, await GuestSession.Open(gateway.Address, "ann"));
            await ann.Join(_rooms[0]);
        }

        // Nothing is in this one's memory.
        await using var silo = await ServerProcess.Silo(_postgres.ConnectionString);
        await using (ann)
        {
            await gateway.Ready();
            await _postgres.Kill();
            Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<HubRefused>(() => ann.Say(_rooms[0], "hello"))).Code);
            await _postgres.Start();
            Assert.Equal(2, Assert.Single(await ann.Talks(_rooms[0], i => i < 1)).Ack.Seq);
        }
    }

    /// <param name="trouble">What happens meanwhile; it is given a wait for every room to have gone on by some events.</param>
    /// <param name="pool">Added to the silo's connection string.</param>
    private async Task ClientsTalkWhile(Func<Func<Task>, Task> trouble, string pool = "")
    {
        // Refusals come soon, so that the tests needn't wait for them.
        await using var silo = await ServerProcess.Silo(_postgres.ConnectionString + pool, "--Rooms:WriteTimeout=00:00:02");
        await using var gateway = await ServerProcess.Gateway(_postgres.ConnectionString);
        await using var ann = await HubClient.Connect(gateway.Address, await GuestSession.Open(gateway.Address, "ann"));
        await using var bob = await HubClient.Connect(gateway.Address, await GuestSession.Open(gateway.Address, "bob"));
        foreach (var room in _rooms)
        {
            await ann.Join(room);
            await bob.Join(room);
        }

        var over = false;
        var talks = _rooms.Select(room => Task.WhenAll(new[] { ann, bob }.Select(client =>
            client.Talks(room, _ => !Volatile.Read(ref over), refusal => _refusals.Add(refusal.Code))))).ToList();
        await GoOn();
        await trouble(GoOn);
        Volatile.Write(ref over, true);
        foreach (var (room, talk) in _rooms.Zip(talks)) await Talk.IsWholeFor(room, [.. (await talk).SelectMany(acked => acked)], ann, bob);
        // That one says that nobody foresaw what happened.
        Assert.DoesNotContain(ErrorCode.InternalError, _refusals);

        async Task GoOn()
        {
            var goals = _rooms.Select(room => (Room: room, Seq: (ann.Heard(room) is [.., var last] ? last.Seq : 0) + 20)).ToList();
            foreach (var (room, seq) in goals) await ann.Hears(room, seq);
        }
    }

    private async Task CutConnections()
    {
        await using var connection = await Superuser();
        await using var cut = new NpgsqlCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'OrleansChat'", connection);
        await cut.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> Superuser()
    {
        var connection = new NpgsqlConnection(_postgres.SuperuserString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task<NpgsqlConnection?> TryConnect()
    {
        var connection = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false;Timeout=2");
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            await connection.DisposeAsync();
            return null;
        }
    }
}
