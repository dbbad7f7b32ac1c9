using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;
using OrleansChat.Bench;
using OrleansChat.Bench.Load;
using OrleansChat.LogBench.Engines;

namespace OrleansChat.LogBench.Sends;

/// <summary>How much is asked of an engine at once.</summary>
/// <param name="Rooms">Rooms that are written to.</param>
/// <param name="Callers">Calls that each room has under way, as one from each of so many gateways.</param>
/// <param name="Sends">Sends that each call carries, as a gateway puts those of a room in one call.</param>
internal sealed record Load(int Rooms, int Callers, int Sends)
{
    /// <summary>Sends under way, over all rooms.</summary>
    public int Window => Rooms * Callers * Sends;
}

/// <summary>What a load gave.</summary>
/// <param name="AcksPerSecond">Durable, acknowledged sends.</param>
/// <param name="EventsPerCommit">Messages that one commit held, on average.</param>
/// <param name="Ack">From a send to its ack.</param>
/// <param name="Cores">Processor cores used, by process.</param>
internal sealed record LoadResult(double AcksPerSecond, double EventsPerCommit, Latency Ack, IReadOnlyDictionary<string, double> Cores)
{
    /// <summary>Commits of the log.</summary>
    public double CommitsPerSecond => AcksPerSecond / EventsPerCommit;
}

/// <summary>Closed loop: every caller sends the next as soon as it has the acks of the last. It finds the most the engine does.</summary>
internal sealed class RoomLoad(IEngineHost engine, Load load, CancellationToken stop) : IDisposable
{
    private static readonly string Text = MakeText();

    private long _acked;
    private volatile bool _over;
    private volatile Recorder? _recorder;

    // Rooms that are loaded at once: some fewer than there are database connections.
    private const int Loading = 32;

    private readonly CancellationTokenSource _failed = CancellationTokenSource.CreateLinkedTokenSource(stop);

    /// <summary>Loads the rooms, warms up, measures, and checks the log against the acks.</summary>
    public async Task<LoadResult> Run(NpgsqlDataSource database, TimeSpan warmUp, TimeSpan duration, CpuMeter cpu)
    {
        var rooms = Enumerable.Range(1, load.Rooms).Select(room => engine.Room(Rooms.Name(room))).ToList();
        await Parallel.ForEachAsync(
            rooms, new ParallelOptions { MaxDegreeOfParallelism = Loading, CancellationToken = stop },
            async (room, _) => await room.Read(new ReadRequest(ReadDirection.After, 0, 1)));
        var all = Task.WhenAll(rooms.SelectMany(room => Enumerable.Repeat(room, load.Callers)).Select(room => Task.Run(() => Call(room), stop)));
        await Pause(warmUp);

        using var recorder = new Recorder();
        cpu.Start();
        var started = Stopwatch.GetTimestamp();
        _recorder = recorder;
        await Pause(duration);
        _recorder = null;
        var elapsed = Stopwatch.GetElapsedTime(started);
        var cores = cpu.Stop();
        _over = true;
        await all;

        var (messages, commits) = await Rooms.Count(database, stop);
        if (messages != _acked) throw new BenchException($"{_acked} sends were acknowledged, and the log holds {messages}.");
        return new LoadResult(recorder.Count / elapsed.TotalSeconds, (double)messages / commits, recorder.Latency, cores);

        // A caller that fails ends the run at once.
        async Task Pause(TimeSpan length)
        {
            await Task.Delay(length, _failed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_failed.IsCancellationRequested) await all;
            stop.ThrowIfCancellationRequested();
        }
    }

    private async Task Call(IRoomGrain room)
    {
        try
        {
            while (!_over && !_failed.IsCancellationRequested) await Send(room);
        }
        catch
        {
            await _failed.CancelAsync();
            throw;
        }
    }

    private async Task Send(IRoomGrain room)
    {
        var requests = new WriteRequest[load.Sends];
        for (var i = 0; i < requests.Length; i++) requests[i] = WriteRequest.Message(Rooms.Founder, Guid.NewGuid(), Text);
        var before = Stopwatch.GetTimestamp();
        var results = await room.WriteAll(ImmutableArray.Create(requests));
        _recorder?.Record(before, results.Length);
        foreach (var result in results)
        {
            if (result.Ack is null) throw new BenchException($"A send was refused: {result.Refusal}.");
        }

        Interlocked.Add(ref _acked, results.Length);
    }

    public void Dispose() => _failed.Dispose();

    private static string MakeText()
    {
        var text = new byte[Message.Length];
        Message.Write(text, 0, 0);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    /// <summary>Times of acks; each thread writes a histogram of its own.</summary>
    private sealed class Recorder : IDisposable
    {
        private readonly ThreadLocal<Histogram> _times = new(() => new Histogram(), trackAllValues: true);

        public long Count => _times.Values.Sum(times => times.Count);

        public Latency Latency => Bench.Load.Latency.Of(_times.Values);

        public void Record(long since, int sends) => _times.Value!.Record(since, Stopwatch.GetTimestamp(), sends);

        public void Dispose() => _times.Dispose();
    }
}
