using OrleansChat.Bench;

namespace OrleansChat.LogBench;

/// <summary>What to measure and for how long. <c>bench/run</c> sets it; <c>bench/run --help</c> says it in words.</summary>
internal sealed record LogOptions
{
    /// <summary>The environment variable with a superuser's connection string to the throw-away PostgreSQL.</summary>
    public const string ServerVariable = "ORLEANSCHAT_BENCH_DB";

    /// <summary>How often everything is measured.</summary>
    public int Repetitions { get; init; } = 5;

    /// <summary>Length of each measured phase.</summary>
    public TimeSpan Phase { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Before each phase, not counted.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same with a silo, which is a new process each time.</summary>
    public TimeSpan SiloWarmUp => 3 * WarmUp;

    /// <summary>Length of each measurement of history pages.</summary>
    public TimeSpan Pages { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Events of the room whose history is read.</summary>
    public int Events { get; init; } = 1_000_000;

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

    /// <summary>True when it is too short for figures one may quote.</summary>
    public bool Quick { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="BenchException">It can't be read.</exception>
    public static LogOptions Parse(string[] args)
    {
        var options = Arguments.Read(args, new LogOptions(), made => made.Shortened(), (made, name, value) => made.With(name, value));
        return options.Output.Length > 0 ? options : throw new BenchException("Start it with bench/run.");
    }

    private LogOptions Shortened()
    {
        var second = TimeSpan.FromSeconds(1);
        return this with { Quick = true, Repetitions = 1, Phase = second, WarmUp = second, Pages = second / 2, Events = 100_000 };
    }

    private LogOptions With(string name, string value) => name switch
    {
        "--repetitions" => this with { Repetitions = Arguments.Number(name, value) },
        "--silo" => this with { Silo = value },
        "--why-local-only" => this with { WhyLocalOnly = value },
        "--output" => this with { Output = value },
        "--commit" => this with { Commit = value },
        "--file-system" => this with { FileSystem = value },
        _ => throw new BenchException($"There is no option {name}."),
    };
}
