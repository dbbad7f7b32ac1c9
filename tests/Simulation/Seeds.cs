using System.Globalization;
using OrleansChat.Simulation.Faults;

namespace OrleansChat.Simulation;

/// <summary>Runs seeds, one thread per core, each seed on one thread of its own.</summary>
internal static class Seeds
{
    /// <summary>How many <c>./test</c> runs; <c>./test --sim N</c> runs N.</summary>
    public static int Count { get; } = Setting("ORLEANSCHAT_SIM_SEEDS") ?? 2_000;

    /// <summary>The one to replay, as <c>./test --sim-seed S</c> says; null for the usual.</summary>
    public static int? Only { get; } = Setting("ORLEANSCHAT_SIM_SEED");

    /// <summary>Runs seeds from 1 on, and stops after the first that fails. The results, ordered by seed.</summary>
    public static IReadOnlyList<RunResult> Run(int count, Func<Fault> fault)
    {
        var results = new RunResult?[count + 1];
        var (next, failed) = (0, false);
        // Not from the thread pool: a run counts on its thread having neither scheduler nor context.
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return [.. results.OfType<RunResult>()];

        void Work()
        {
            while (!Volatile.Read(ref failed) && Interlocked.Increment(ref next) is var seed && seed <= count)
            {
                results[seed] = Simulation.Run.Once(seed, fault());
                if (results[seed]!.Violation is not null) Volatile.Write(ref failed, true);
            }
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
