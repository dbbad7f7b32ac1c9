using System.Text.Json;
using Npgsql;

namespace OrleansChat.Testing.Postgres;

/// <summary>A statement whose plan is to be looked at.</summary>
/// <param name="Sql">With parameters $1, $2, ….</param>
/// <param name="Types">Their types.</param>
/// <param name="Arguments">Their values, as SQL literals.</param>
/// <param name="Index">The index by which it must find the events.</param>
/// <param name="Rows">More rows than that no step may go through.</param>
public sealed record PlannedStatement(string Sql, string Types, string Arguments, string Index, int Rows);

/// <summary>How PostgreSQL runs a statement: what it reads, and by which index. The benchmark looks at the same.</summary>
public sealed class QueryPlan
{
    private readonly PlannedStatement _statement;
    private readonly List<JsonElement> _nodes = [];

    private QueryPlan(PlannedStatement statement, JsonElement root, string text)
    {
        (_statement, Text) = (statement, text);
        Collect(root);
    }

    /// <summary>The plan as <c>explain</c> writes it for people.</summary>
    public string Text { get; }

    /// <summary>Prepares a statement under a name.</summary>
    /// <param name="generic">With one plan for all values, which a connection comes to keep, or with one for each.</param>
    public static async Task Prepare(NpgsqlConnection connection, string name, PlannedStatement statement, bool generic)
    {
        await Execute(connection, $"set plan_cache_mode = {(generic ? "force_generic_plan" : "force_custom_plan")}");
        await Execute(connection, $"prepare {name} ({statement.Types}) as {statement.Sql}");
    }

    /// <summary>Runs a prepared statement, and returns its plan.</summary>
    public static async Task<QueryPlan> Explain(NpgsqlConnection connection, string name, PlannedStatement statement)
    {
        var json = await Execute(connection, $"explain (analyze, buffers, format json) execute {name} ({statement.Arguments})");
        var text = await Execute(connection, $"explain (analyze, buffers) execute {name} ({statement.Arguments})");
        using var document = JsonDocument.Parse(json);
        return new QueryPlan(statement, document.RootElement[0].GetProperty("Plan").Clone(), text);
    }

    /// <summary>What keeps this plan from being a range of an index, one sentence each; empty when it is one.</summary>
    public IEnumerable<string> Faults()
    {
        if (!_nodes.Exists(node => Type(node).Contains("Index", StringComparison.Ordinal) && Name(node, "Index Name") == _statement.Index))
            yield return $"{_statement.Index} is not used.";
        foreach (var node in _nodes)
        {
            if (Type(node) == "Seq Scan") yield return $"All of {Name(node, "Relation Name")} is read.";
            // For each run of the step.
            var rows = Number(node, "Actual Rows") + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck");
            if (rows > _statement.Rows) yield return $"A {Type(node)} goes through {rows} rows, where {_statement.Rows} are enough.";
        }
    }

    private static async Task<string> Execute(NpgsqlConnection connection, string command)
    {
        await using var run = new NpgsqlCommand(command, connection);
        await using var reader = await run.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private void Collect(JsonElement node)
    {
        _nodes.Add(node);
        if (!node.TryGetProperty("Plans", out var children)) return;
        foreach (var child in children.EnumerateArray()) Collect(child);
    }

    private static string Type(JsonElement node) => Name(node, "Node Type")!;

    private static string? Name(JsonElement node, string property) => node.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static double Number(JsonElement node, string property) => node.TryGetProperty(property, out var value) ? value.GetDouble() : 0;
}
