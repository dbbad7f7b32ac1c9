using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace OrleansChat.Bench.Load;

/// <summary>How many processor cores each party uses, and everybody else on the machine, so that a reader sees what
/// it was busy with. Processes that can't be looked at count as nothing.</summary>
/// <param name="parties">Names, each with the ids of its processes at the time of asking.</param>
internal sealed class CpuMeter(IReadOnlyList<(string Name, Func<IReadOnlyList<int>> Processes)> parties)
{
    /// <summary>All that runs besides the parties; absent where the system doesn't tell.</summary>
    public const string Rest = "all else";

    // The unit of /proc/stat; Linux shows user space this one everywhere.
    private const double TicksPerSecond = 100;

    private Dictionary<int, TimeSpan> _before = [];
    private double _machineBefore;
    private long _started;

    public void Start()
    {
        _before = parties.SelectMany(party => party.Processes()).Distinct().ToDictionary(id => id, TimeOf);
        _machineBefore = MachineSeconds();
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>Average cores used since <see cref="Start"/>, by party.</summary>
    public IReadOnlyDictionary<string, double> Stop()
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        var machine = (MachineSeconds() - _machineBefore) / elapsed.TotalSeconds;
        var cores = parties.ToDictionary(
            party => party.Name,
            party => party.Processes().Sum(id => (TimeOf(id) - _before.GetValueOrDefault(id)).TotalSeconds) / elapsed.TotalSeconds);
        if (machine > 0) cores[Rest] = Math.Max(0, machine - cores.Values.Sum());
        return cores;
    }

    /// <summary>Seconds that all cores together were busy; 0 where the system doesn't tell.</summary>
    private static double MachineSeconds()
    {
        if (!File.Exists("/proc/stat")) return 0;
        // cpu user nice system idle iowait irq softirq steal …: what was stolen by other guests of the host isn't ours.
        var times = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(time => double.Parse(time, CultureInfo.InvariantCulture)).ToList();
        return (times[0] + times[1] + times[2] + times[5] + times[6]) / TicksPerSecond;
    }

    private static TimeSpan TimeOf(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.TotalProcessorTime;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return TimeSpan.Zero;
        }
    }
}
