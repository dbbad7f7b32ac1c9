using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using OrleansChat.Testing;

namespace OrleansChat.Cluster.Tests;

/// <summary>A silo or gateway as a process of its own, from the build beside this one's.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServerProcess(string program, int port, IEnumerable<string> arguments)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend($"--urls=http://127.0.0.1:{port}").Prepend(Dll(program))) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Address { get; }

    public static Task<ServerProcess> Silo(string database)
    {
        var ports = FreePorts(3);
        return Ready(new ServerProcess("Silo", ports[0],
        [
            $"--ConnectionStrings:Chat={database}", "--Silo:AdvertisedIP=127.0.0.1",
            $"--Silo:SiloPort={ports[1]}", $"--Silo:GatewayPort={ports[2]}",
        ]));
    }

    public static Task<ServerProcess> Gateway(string database) => Ready(new ServerProcess("Gateway", FreePorts(1)[0],
    [
        $"--ConnectionStrings:Chat={database}", "--Sessions:MessagesPerSecond=10000", "--Sessions:MessageBurst=10000",
    ]));

    /// <summary>Asks the process to stop, and returns its exit code.</summary>
    public async Task<int> Stop()
    {
        if (!_process.HasExited) Marshal.ThrowExceptionForHR(Kill(_process.Id, SigTerm));
        await _process.WaitForExitAsync().Within($"the process to stop:\n{Output}");
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stop();
        }
        finally
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }

    private string Output => string.Join('\n', _output.TakeLast(40));

    private static async Task<ServerProcess> Ready(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        await Eventually.Holds(
            async () =>
            {
                if (server._process.HasExited) throw new InvalidOperationException($"The process ended:\n{server.Output}");
                try
                {
                    return (await http.GetAsync("readyz")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            $"{server.Address}readyz");
        return server;
    }

    /// <summary>Builds lie side by side: <c>bin/PROJECT/CONFIGURATION</c>.</summary>
    private static string Dll(string program)
    {
        var configuration = typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "Configuration").Value!;
        var bin = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.FullName;
        return Path.Combine(bin, program, configuration, $"OrleansChat.{program}.dll");
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
