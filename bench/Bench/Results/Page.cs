using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansChat.Bench.Results;

/// <summary>A part of the results under writing, in Markdown.</summary>
internal sealed class Page
{
    private readonly StringBuilder _page = new();

    public override string ToString() => _page.ToString().TrimEnd() + "\n";

    /// <summary>Adds a paragraph or a heading.</summary>
    public void Say(string paragraph) => _page.Append(paragraph).Append("\n\n");

    /// <summary>Adds a table.</summary>
    public void Table(string head, string rule, IEnumerable<string> rows) =>
        _page.Append(head).Append('\n').Append(rule).Append('\n').AppendJoin('\n', rows).Append("\n\n");

    /// <summary>Adds the table that says what was measured on what.</summary>
    public void Describe(Machine machine, string fileSystem, string commit) => Table("| | |", "|---|---|", [
        Text($"| Processor | {machine.Processor}, {machine.Cores} cores |"),
        Text($"| Memory | {machine.MemoryGiB:0.0} GiB |"),
        $"| System | {machine.System} |",
        $"| .NET | {RuntimeInformation.FrameworkDescription.Replace(".NET ", "", StringComparison.Ordinal)} |",
        $"| PostgreSQL | {machine.Postgres}, on {fileSystem} |",
        $"| its settings | {machine.Settings} |",
        $"| Load before the run | {machine.Load} (averages over 1, 5, 15 minutes) |",
        Text($"| Date | {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC |"),
        $"| Commit | {commit} |",
    ]);

    /// <summary>The median, with the lowest and the highest behind it.</summary>
    public static string Median(IEnumerable<double> values)
    {
        var all = values.ToList();
        var spread = Spread.Of(all);
        return all.Count == 1 || double.IsNaN(spread.Median)
            ? Figure(spread.Median)
            : $"**{Figure(spread.Median)}** ({Figure(spread.Min)}–{Figure(spread.Max)})";
    }

    /// <summary>Three digits are more than a run repeats.</summary>
    public static string Figure(double value) => Math.Abs(value) switch
    {
        double.NaN => "–",
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats for every reader alike.</summary>
    public static string Text(FormattableString text) => FormattableString.Invariant(text);
}
