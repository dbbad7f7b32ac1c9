using System.Text.Json;
using OrleansChat.Cli;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.CommandLines;

/// <summary>The program <c>orleanschat</c>, running in this process.</summary>
internal sealed class RunningCommand
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LineRecord _out = new();
    private readonly LineRecord _error = new();

    private RunningCommand(string[] args, TextReader input) =>
        Exit = CommandLine.Run(args, new Streams(input, _out, _error), _stop.Token);

    /// <summary>Its exit code.</summary>
    public Task<int> Exit { get; }

    public IReadOnlyList<string> Output => _out.Lines;

    public IReadOnlyList<string> Errors => _error.Lines;

    /// <summary>The output as JSON, a value each line.</summary>
    public List<JsonElement> Events => [.. Output.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    public static RunningCommand Start(Uri server, TextReader? input, params string[] args) =>
        new([.. args, "--server", server.ToString()], input ?? TextReader.Null);

    /// <summary>Runs it to its end.</summary>
    public static async Task<RunningCommand> Run(Uri server, params string[] args)
    {
        var command = Start(server, null, args);
        await command.Exit.Within($"orleanschat {string.Join(' ', args)} to end");
        return command;
    }

    /// <summary>Waits for a line of its output.</summary>
    public Task Prints(string part) => Eventually.Holds(
        () =>
        {
            if (Output.Any(line => line.Contains(part, StringComparison.Ordinal))) return Task.FromResult(true);
            return Exit.IsCompleted
                ? throw new InvalidOperationException($"It ended with {Exit.Result} before it printed {part}: {string.Join('\n', Errors)}")
                : Task.FromResult(false);
        },
        $"'{part}' in the output");

    /// <summary>Ctrl-C.</summary>
    public async Task<int> Interrupt()
    {
        await _stop.CancelAsync();
        return await Exit.Within("the program to end");
    }
}
