using System.Diagnostics;
using System.Text;
using OrleansChat.Testing.Processes;

namespace OrleansChat.Programs.Tests;

/// <summary>Somebody else's program at work: the test types, and reads what it shows. Every wait is bounded.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly StringBuilder _complaints = new();
    private readonly Lock _lock = new();
    private readonly Task _read;
    private int _waitedFor;

    /// <summary>Starts it, in <paramref name="folder"/> if one is named.</summary>
    public RunningProgram(string program, IEnumerable<string> arguments, string? folder = null)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        })!;
        _process.StandardInput.AutoFlush = true;
        _read = Task.WhenAll(Read(_process.StandardOutput, _shown), Read(_process.StandardError, _complaints));
    }

    /// <summary>All that it showed so far.</summary>
    public string Shown => Text(_shown);

    /// <summary>What it said on its standard error.</summary>
    public string Complaints => Text(_complaints);

    /// <summary>Its exit code, once it has ended and all that it said is here.</summary>
    public async Task<int> Ends()
    {
        await Task.WhenAll(_process.WaitForExitAsync(), _read).Within($"the program to end, which showed '{Shown}' and '{Complaints}'");
        return _process.ExitCode;
    }

    /// <summary>Types a line.</summary>
    public Task Types(string line) => _process.StandardInput.WriteAsync(line + "\n");

    /// <summary>Says that nothing more will be typed.</summary>
    public void EndsInput() => _process.StandardInput.Close();

    /// <summary>Types a line and waits for what it shows then.</summary>
    public async Task<string> Answers(string line, string answer)
    {
        await Types(line);
        return await Shows(answer);
    }

    /// <summary>Waits for a text behind what was waited for before; returns what came up to the end of it.</summary>
    public async Task<string> Shows(string text)
    {
        var (from, at) = (_waitedFor, -1);
        try
        {
            await Eventually.Holds(() => Task.FromResult((at = Shown.IndexOf(text, from, StringComparison.Ordinal)) >= 0), text);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It never showed '{text}', but '{Shown[from..]}', and complained: '{Complaints}'", e);
        }

        _waitedFor = at + text.Length;
        return Shown[from.._waitedFor];
    }

    /// <summary><c>kill -9</c>.</summary>
    public void Kill() => Signals.Kill(_process.Id);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await Ends();
        _process.Dispose();
    }

    private string Text(StringBuilder from)
    {
        lock (_lock) return from.ToString();
    }

    private async Task Read(StreamReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_lock) to.Append(buffer, 0, count);
        }
    }
}
