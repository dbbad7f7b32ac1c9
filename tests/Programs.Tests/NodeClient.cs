using System.Text.Json;

namespace OrleansChat.Programs.Tests;

/// <summary>A client out of an npm package, behind one of the scripts in <c>clients</c>: it is told what to do in lines of
/// JSON, and prints in such lines all that happens.</summary>
public sealed class NodeClient(string script, params string[] arguments) : IAsyncDisposable
{
    private readonly RunningProgram _program = new("node", [Path.Combine("clients", script), .. arguments], Installed.Folder);

    /// <summary>All that it printed, in order.</summary>
    public IReadOnlyList<JsonElement> Lines => [.. Complete(_program.Shown).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    /// <summary>Has it do something; <paramref name="command"/> has a <c>do</c>.</summary>
    public Task Does(object command) => _program.Types(JsonSerializer.Serialize(command));

    /// <summary>Waits for a line that holds at least this; completes with the first such one that was ever printed.</summary>
    public async Task<JsonElement> Prints(object shape)
    {
        var wanted = JsonSerializer.SerializeToElement(shape);
        JsonElement? found = null;
        try
        {
            await Eventually.Holds(
                () =>
                {
                    foreach (var line in Lines.Where(line => Holds(line, wanted))) found ??= line;
                    return Task.FromResult(found is not null);
                },
                wanted.GetRawText());
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It never printed {wanted.GetRawText()}, but:\n{_program.Shown}{_program.Complaints}", e);
        }

        return found!.Value;
    }

    /// <summary>The lines so far that hold at least this.</summary>
    public IReadOnlyList<JsonElement> All(object shape)
    {
        var wanted = JsonSerializer.SerializeToElement(shape);
        return [.. Lines.Where(line => Holds(line, wanted))];
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    // Escaped characters may stand for the same text, so values are compared, not their JSON.
    private static bool Holds(JsonElement given, JsonElement wanted) => wanted.ValueKind switch
    {
        JsonValueKind.Object => given.ValueKind == JsonValueKind.Object
            && wanted.EnumerateObject().All(field => given.TryGetProperty(field.Name, out var value) && Holds(value, field.Value)),
        JsonValueKind.Array => given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == wanted.GetArrayLength()
            && given.EnumerateArray().Zip(wanted.EnumerateArray()).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(given, wanted),
    };

    // The last piece is a line only once its end has come.
    private static string[] Complete(string text) => text.Split('\n')[..^1];
}
