using System.Globalization;

namespace OrleansChat.Simulation.Machine;

/// <summary>What happened in a run, in order: the last lines for people, and a hash of all of them, by which two runs
/// of one seed are compared. Ids that production code makes at random are never noted.</summary>
internal sealed class Trace(Func<TimeSpan> now)
{
    private const int Kept = 60;
    private const ulong Prime = 1099511628211;

    private readonly Queue<(TimeSpan At, string Who, string What)> _last = new();

    /// <summary>FNV-1a, 64 bits, over all lines (http://www.isthe.com/chongo/tech/comp/fnv).</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>How many lines there were.</summary>
    public int Count { get; private set; }

    /// <summary>Called with every line; for those who want to see all of them.</summary>
    public Action<string>? Listener { get; set; }

    public void Note(string who, string what)
    {
        var at = now();
        Count++;
        Mix((ulong)at.Ticks);
        foreach (var c in who) Mix(c);
        foreach (var c in what) Mix(c);
        _last.Enqueue((at, who, what));
        if (_last.Count > Kept) _last.Dequeue();
        Listener?.Invoke(Line(at, who, what));
    }

    /// <summary>The last lines, oldest first.</summary>
    public IEnumerable<string> Last() => _last.Select(entry => Line(entry.At, entry.Who, entry.What));

    private static string Line(TimeSpan at, string who, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,9:F4}  {who,-10} {what}");

    private void Mix(ulong value) => Hash = unchecked((Hash ^ value) * Prime);
}
