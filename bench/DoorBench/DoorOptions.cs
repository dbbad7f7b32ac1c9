using OrleansChat.Bench;
using OrleansChat.Bench.Servers;

namespace OrleansChat.DoorBench;

/// <summary>What to measure and for how long. <c>bench/run</c> sets it; <c>bench/run --help</c> says it in words.</summary>
internal sealed record DoorOptions
{
    /// <summary>The environment variable with a superuser's connection string to the throw-away PostgreSQL.</summary>
    public const string ServerVariable = "ORLEANSCHAT_BENCH_DB";

    /// <summary>How often every door is measured under load.</summary>
    public int Repetitions { get; init; } = 3;

    /// <summary>Length of each measured phase.</summary>
    public TimeSpan Phase { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Before each phase, not counted.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(0.7);

    /// <summary>Load on a new gateway before anything is measured, so that it runs compiled and optimised code.</summary>
    public TimeSpan ServerWarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Clients of the one room.</summary>
    public int Clients { get; init; } = 200;

    /// <summary>Those of them that talk.</summary>
    public int Senders { get; init; } = 100;

    /// <summary>The many rooms; in each of them one client talks.</summary>
    public int Rooms { get; init; } = 100;

    /// <summary>Clients of each of the many rooms.</summary>
    public int RoomClients { get; init; } = 10;

    /// <summary>The same where the rate is steady: long enough that a hundredth of the messages is more than one.</summary>
    public TimeSpan SteadyPhase => 2.5 * Phase;

    /// <summary>Messages a second in the one room, where the rate is steady.</summary>
    public int OneRoomRate { get; init; } = 50;

    /// <summary>Messages a second in the many rooms together, where the rate is steady.</summary>
    public int ManyRoomsRate { get; init; } = 200;

    /// <summary>Connections whose memory is measured; a multiple of ten.</summary>
    public int Idle { get; init; } = 1000;

    /// <summary>Which engine the gateway has: local or cluster.</summary>
    public string Engine { get; init; } = Deployment.Local;

    /// <summary>The gateway's program.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>The silo's program; empty when there is none.</summary>
    public string Silo { get; init; } = "";

    /// <summary>Where the servers that the doors are compared with lie, with their packages.</summary>
    public string Baselines { get; init; } = "";

    /// <summary>Where the report goes.</summary>
    public string Output { get; init; } = "";

    /// <summary>Where the figures go, one line of JSON for each measurement.</summary>
    public string Json { get; init; } = "";

    /// <summary>The commit that is measured, for the report.</summary>
    public string Commit { get; init; } = "unknown";

    /// <summary>The kind of file system under the database, for the report.</summary>
    public string FileSystem { get; init; } = "unknown";

    /// <summary>True when it is too short for figures one may quote.</summary>
    public bool Quick { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="BenchException">It can't be read.</exception>
    public static DoorOptions Parse(string[] args)
    {
        var options = Arguments.Read(args, new DoorOptions(), made => made.Shortened(), (made, name, value) => made.With(name, value));
        if (options.Idle % 10 != 0) throw new BenchException("--idle needs a multiple of ten.");
        if (options.Engine == Deployment.Cluster && options.Silo.Length == 0)
            throw new BenchException("There is no silo to measure the cluster engine with: the package source has no Orleans.");
        return options.Gateway.Length > 0 && options.Baselines.Length > 0 && options.Output.Length > 0 && options.Json.Length > 0
            ? options
            : throw new BenchException("Start it with bench/run.");
    }

    private DoorOptions Shortened()
    {
        var half = TimeSpan.FromSeconds(0.5);
        return this with { Quick = true, Repetitions = 1, Phase = half, WarmUp = half, ServerWarmUp = half, Idle = 200 };
    }

    private DoorOptions With(string name, string value) => name switch
    {
        "--repetitions" => this with { Repetitions = Arguments.Number(name, value) },
        "--seconds" => this with { Phase = Arguments.Seconds(name, value) },
        "--idle" => this with { Idle = Arguments.Number(name, value) },
        "--engine" => this with { Engine = value is Deployment.Local or Deployment.Cluster ? value : throw new BenchException("--engine is local or cluster.") },
        "--gateway" => this with { Gateway = value },
        "--silo" => this with { Silo = value },
        "--baselines" => this with { Baselines = value },
        "--output" => this with { Output = value },
        "--json" => this with { Json = value },
        "--commit" => this with { Commit = value },
        "--file-system" => this with { FileSystem = value },
        _ => throw new BenchException($"There is no option {name}."),
    };
}
