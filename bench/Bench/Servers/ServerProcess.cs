using System.Diagnostics;
using System.Globalization;

namespace OrleansChat.Bench.Servers;

/// <summary>A silo or gateway, or a server it is compared with, as a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 40;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private ServerProcess(string name, Process process, Uri address)
    {
        (Name, _process, Address) = (name, process, address);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Where it answers HTTP.</summary>
    public Uri Address { get; }

    /// <summary>Starts a .NET program and waits until <c>/readyz</c> says yes.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="program">The program's file.</param>
    /// <param name="settings">Environment variables; the address is added.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static Task<ServerProcess> Start(
        string name, string program, IReadOnlyDictionary<string, string> settings, CancellationToken stop) =>
        Start(name, "dotnet", [program], settings, stop);

    /// <summary>The same with any program that listens where <c>PORT</c> says.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="command">What runs the program.</param>
    /// <param name="arguments">Its arguments, the last of them the program's file.</param>
    /// <param name="settings">Environment variables; the address is added.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task<ServerProcess> Start(
        string name, string command, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, CancellationToken stop)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}/"));
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(arguments[^1]),
        };
        start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        start.Environment["PORT"] = address.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in settings) start.Environment[key] = value;
        var server = new ServerProcess(name, Process.Start(start)!, address);
        try
        {
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            await server.WaitUntilReady(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Its last lines of output.</summary>
    public string Output()
    {
        lock (_lastLines) return string.Join(Environment.NewLine, _lastLines.Select(line => $"    {Name} | {line}"));
    }

    /// <summary>Asks it to end, and kills it when it doesn't.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // The shell's own kill: not every container has the program.
            using var term = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {Id}")]);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(StopPatience);
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private async Task WaitUntilReady(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            if (_process.HasExited) throw new BenchException($"The {Name} ended before it was ready:{Environment.NewLine}{Output()}");
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "readyz"), stop);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stop.IsCancellationRequested))
            {
                // Not yet.
            }

            if (waiting.Elapsed > StartPatience)
                throw new BenchException($"The {Name} wasn't ready within {StartPatience.TotalSeconds:0} s:{Environment.NewLine}{Output()}");
            await Task.Delay(50, stop);
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > LinesKept) _lastLines.Dequeue();
        }
    }
}
