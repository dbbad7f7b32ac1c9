using System.Globalization;

namespace OrleansChat.Chaos;

/// <summary>What to run. <c>tests/chaos --help</c> says it in words.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How long anything may take once everything is well again.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(90);

    /// <summary>How long faults are thrown.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From which the schedule, and whatever clients draw, follows.</summary>
    public int Seed { get; init; }

    public int Silos { get; init; } = 2;

    public int Gateways { get; init; } = 2;

    /// <summary>False: the local engine, in one gateway.</summary>
    public bool Cluster { get; init; } = true;

    public int Rooms { get; init; } = 6;

    public int Writers { get; init; } = 4;

    public int Readers { get; init; } = 3;

    /// <summary>How far behind a client may be and still resume: so little that some are reset.</summary>
    public int ResumeEvents { get; init; } = 100;

    /// <summary>The checkout, for its scripts.</summary>
    public string Root { get; init; } = "";

    /// <summary>Where the record goes when something is wrong, or is asked for.</summary>
    public string RecordFile { get; init; } = "";

    /// <summary>Whether the record is kept in any case.</summary>
    public bool Keep { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It can't be read.</exception>
    public static ChaosOptions Parse(IReadOnlyList<string> args)
    {
        var options = new ChaosOptions();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--keep") options = options with { Keep = true };
            else if (i + 1 < args.Count) options = options.With(args[i], args[++i]);
            else throw new ArgumentException($"{args[i]} needs a value.");
        }

        if (options.Root.Length == 0) throw new ArgumentException("Start it with tests/chaos.");
        return options.Cluster ? options : options with { Silos = 0, Gateways = 1 };
    }

    private ChaosOptions With(string name, string value) => name switch
    {
        "--seconds" => this with { Length = TimeSpan.FromSeconds(Number(name, value)) },
        "--seed" => this with { Seed = Number(name, value) },
        "--silos" => this with { Silos = Number(name, value) },
        "--gateways" => this with { Gateways = Number(name, value) },
        "--engine" => this with { Cluster = value == "cluster" },
        "--root" => this with { Root = value },
        "--record" => this with { RecordFile = value },
        _ => throw new ArgumentException($"There is no option {name}."),
    };

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"{name} needs a whole number, not '{value}'.");
}
