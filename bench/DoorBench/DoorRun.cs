using Npgsql;
using OrleansChat.Bench.Servers;
using OrleansChat.DoorBench.Doors;
using OrleansChat.DoorBench.Load;
using OrleansChat.DoorBench.Memory;
using OrleansChat.DoorBench.Results;
using OrleansChat.DoorBench.Servers;
using static OrleansChat.Bench.Results.Page;

namespace OrleansChat.DoorBench;

/// <summary>The whole run: all doors and the servers they are compared with in turns, repetition by repetition.</summary>
internal sealed class DoorRun(DoorOptions options, NpgsqlDataSource postgres, string connectionString, CancellationToken stop)
{
    private const string WarmUpDoor = "WebSocket, contract";

    public async Task<DoorResults> All()
    {
        var (loads, commits, idle) = (new List<LoadMeasurement>(), new List<CommitMeasurement>(), new List<IdleMeasurement>());
        for (var repetition = 1; repetition <= options.Repetitions; repetition++)
        {
            // No door always follows the same one's end of the list.
            var shift = (repetition - 1) * Door.All.Count / options.Repetitions;
            List<Door> doors = [.. Door.All.Skip(shift), .. Door.All.Take(shift)];
            Console.WriteLine(Text($"Repetition {repetition} of {options.Repetitions}"));
            loads.AddRange(await Loads(doors, repetition, commits));
        }

        // Once: it repeats better, and takes a new process for each door.
        Console.WriteLine("Memory");
        foreach (var door in Door.All) idle.Add(await Idle(door));

        return new DoorResults(loads, commits, idle);
    }

    private async Task<List<LoadMeasurement>> Loads(IReadOnlyList<Door> doors, int repetition, List<CommitMeasurement> commits)
    {
        var servers = new Dictionary<ServerKind, MeasuredServer>();
        try
        {
            foreach (var kind in Enum.GetValues<ServerKind>()) servers[kind] = await Start(kind);
            foreach (var door in Door.All.Where(door => door.Name is WarmUpDoor || door.Server != ServerKind.Gateway).DistinctBy(door => door.Server))
                await One(door, servers[door.Server], DoorLoads.OneRoom(options), door.Server == ServerKind.Gateway ? options.ServerWarmUp : options.WarmUp);
            var measured = new List<LoadMeasurement>();
            foreach (var door in doors)
            {
                foreach (var shape in DoorLoads.All(options).Where(shape => shape.Durable || door.Server == ServerKind.Gateway))
                {
                    var result = await One(door, servers[door.Server], shape, options.WarmUp);
                    Console.WriteLine(Text($"  {door.Name}, {shape.Name}: {result.DeliveredPerSecond:#,0} delivered/s, p50 {result.Delivery.P50:0.0} ms, p99 {result.Delivery.P99:0.0} ms"));
                    measured.Add(new LoadMeasurement(door, shape, repetition, result));
                }
            }

            foreach (var rate in DoorLoads.AllSteady(options).Select(shape => shape.Rate)) commits.Add(await Commits(servers[ServerKind.Gateway], rate, repetition));

            return measured;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            foreach (var server in servers.Values) await Console.Error.WriteAsync(server.Output());
            throw;
        }
        finally
        {
            foreach (var server in servers.Values) await server.DisposeAsync();
        }
    }

    private async Task<CommitMeasurement> Commits(MeasuredServer gateway, int rate, int repetition)
    {
        var durable = await RawCommits.Run(gateway.Database!, options.SteadyPhase, stop, rate);
        await using var suspended = await Durability.Suspend(postgres);
        var other = await RawCommits.Run(gateway.Database!, options.SteadyPhase, stop, rate);
        Console.WriteLine(Text($"  commits, {rate} a second: p50 {durable.Commit.P50:0.0} ms, p99 {durable.Commit.P99:0.0} ms; without the disk {other.Commit.P50:0.0} ms, {other.Commit.P99:0.0} ms"));
        return new CommitMeasurement(rate, repetition, durable.Commit, other.Commit);
    }

    private async Task<LoadResult> One(Door door, MeasuredServer server, LoadShape shape, TimeSpan warmUp)
    {
        var cpu = server.Meter();
        LoadResult result;
        await using var suspended = shape.Durable ? null : await Durability.Suspend(postgres);
        using (var crowd = await DoorCrowd.Enter(door, server.Target, shape.Rooms, shape.Members, stop))
        {
            await DoorLoad.Run(crowd, shape, warmUp, cpu, stop);
            result = await DoorLoad.Run(crowd, shape, shape.Rate == 0 ? options.Phase : options.SteadyPhase, cpu, stop);
        }

        await server.Rests(stop);
        return result;
    }

    private async Task<IdleMeasurement> Idle(Door door)
    {
        await using var server = await Start(door.Server);
        try
        {
            var kib = await IdleConnections.Measure(door, server, options.Idle, stop);
            Console.WriteLine(Text($"  {door.Name}: {kib:0.0} KiB for each idle connection"));
            return new IdleMeasurement(door, kib);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await Console.Error.WriteAsync(server.Output());
            throw;
        }
    }

    private Task<MeasuredServer> Start(ServerKind kind) => MeasuredServer.Start(kind, options, postgres, connectionString, stop);
}
