using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansChat.Testing.Processes;

/// <summary>A process that we start, hear, and end, well or badly.</summary>
public sealed class ChildProcess : IDisposable
{
    private const int LinesKept = 200;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    public ChildProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        Id = _process.Id;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = WaitForEnd();
    }

    public int Id { get; }

    /// <summary>Its exit code, once it has ended and all its output is here.</summary>
    public Task<int> Ended { get; }

    /// <summary>Its last lines.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Asks it to end, and waits for that; returns its exit code.</summary>
    public async Task<int> Stop()
    {
        if (!Ended.IsCompleted) Signals.Terminate(Id);
        return await Ended.Within($"process {Id} to stop:\n{Output}");
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task Kill()
    {
        if (!Ended.IsCompleted) Signals.Kill(Id);
        await Ended.Within($"process {Id} to be gone");
    }

    /// <summary>Kills what is left of it.</summary>
    public void Dispose()
    {
        if (!Ended.IsCompleted) Signals.Kill(Id);
    }

    private async Task<int> WaitForEnd()
    {
        using (_process)
        {
            await _process.WaitForExitAsync();
            return _process.ExitCode;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        while (_output.Count > LinesKept) _output.TryDequeue(out _);
    }
}
