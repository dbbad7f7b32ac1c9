namespace OrleansChat.Bench;

/// <summary>What to measure and for how long. <c>bench/run</c> sets it; <c>bench/run --help</c> says it in words.</summary>
internal sealed record BenchOptions
{
    /// <summary>The environment variable with a superuser's connection string to the throw-away PostgreSQL. Not an
    /// argument, because a list of processes shows those.</summary>
    public const string ServerVariable = "ORLEANSCHAT_BENCH_DB";

    /// <summary>How often each engine is measured.</summary>
    public int Repetitions { get; init; } = 5;

    /// <summary>Connected clients, all members of the one room.</summary>
    public int Clients { get; init; } = 200;

    /// <summary>Clients that send in the closed loop.</summary>
    public int Senders { get; init; } = 200;

    /// <summary>Sends each of them keeps under way.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Open-loop rates, in messages per second.</summary>
    public IReadOnlyList<int> Rates { get; init; } = [20, 100];

    /// <summary>Closed loop before anything is measured, so that the processes run compiled and optimised code.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Sends the warm-up takes at the least, on a machine too slow to do them in its time.</summary>
    public int WarmUpSends { get; init; } = 10_000;

    /// <summary>Length of the measured closed loop.</summary>
    public TimeSpan ClosedLoop { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Length of each open loop.</summary>
    public TimeSpan OpenLoop { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Length of the raw commit measurement.</summary>
    public TimeSpan RawCommits { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The gateway's program.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>The silo's program; empty to measure the local engine only.</summary>
    public string Silo { get; init; } = "";

    /// <summary>Why there is no cluster engine; empty when there is.</summary>
    public string WhyLocalOnly { get; init; } = "";

    /// <summary>Where the report goes.</summary>
    public string Output { get; init; } = "";

    /// <summary>The commit that is measured, for the report.</summary>
    public string Commit { get; init; } = "unknown";

    /// <summary>The kind of file system under the database, for the report.</summary>
    public string FileSystem { get; init; } = "unknown";

    /// <summary>True when the durations are too short for figures one may quote.</summary>
    public bool Quick { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="BenchException">It can't be read.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = Arguments.Read(args, new BenchOptions(), made => made.Shortened(), (made, name, value) => made.With(name, value));
        if (options.Senders > options.Clients) throw new BenchException("--senders can't be more than --clients.");
        if (options.Gateway.Length == 0 || options.Output.Length == 0) throw new BenchException("Start it with bench/run.");
        return options;
    }

    private BenchOptions Shortened()
    {
        var short_ = TimeSpan.FromSeconds(2);
        return this with
        {
            Quick = true,
            Repetitions = 1,
            WarmUp = short_,
            WarmUpSends = 1,
            ClosedLoop = short_,
            OpenLoop = short_,
            RawCommits = TimeSpan.FromSeconds(1),
        };
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--repetitions" => this with { Repetitions = Arguments.Number(name, value) },
        "--clients" => this with { Clients = Arguments.Number(name, value) },
        "--senders" => this with { Senders = Arguments.Number(name, value) },
        "--window" => this with { Window = Arguments.Number(name, value) },
        "--seconds" => this with { ClosedLoop = Arguments.Seconds(name, value), OpenLoop = Arguments.Seconds(name, value) },
        "--rates" => this with { Rates = [.. value.Split(',').Select(rate => Arguments.Number(name, rate))] },
        "--gateway" => this with { Gateway = value },
        "--silo" => this with { Silo = value },
        "--why-local-only" => this with { WhyLocalOnly = value },
        "--output" => this with { Output = value },
        "--commit" => this with { Commit = value },
        "--file-system" => this with { FileSystem = value },
        _ => throw new BenchException($"There is no option {name}."),
    };
}
