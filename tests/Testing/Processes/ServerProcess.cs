namespace OrleansChat.Testing.Processes;

/// <summary>A silo or gateway as a process of its own, from the build beside this one's, as an operator starts it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private ServerProcess(string program, string database, int port, IEnumerable<string> settings)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        // Not an argument: a list of processes shows those.
        var environment = new Dictionary<string, string> { ["ConnectionStrings__Chat"] = database };
        _process = new ChildProcess("dotnet", [Dll(program), $"--urls=http://127.0.0.1:{port}", .. settings], environment);
    }

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> Ended => _process.Ended;

    /// <summary>Its last lines.</summary>
    public string Output => _process.Output;

    /// <summary>A silo that is ready, at ports of its own.</summary>
    public static Task<ServerProcess> Silo(string database, params string[] settings)
    {
        var ports = Ports.Free(2);
        return Silo(database, ports[0], ports[1], settings).Ready();
    }

    /// <summary>A silo at these ports, just started.</summary>
    public static ServerProcess Silo(string database, int siloPort, int gatewayPort, params string[] settings) =>
        new("Silo", database, Ports.Free(1)[0],
            ["--Silo:AdvertisedIP=127.0.0.1", $"--Silo:SiloPort={siloPort}", $"--Silo:GatewayPort={gatewayPort}", .. settings]);

    /// <summary>A gateway that is ready, and doesn't mind how much its clients say.</summary>
    public static Task<ServerProcess> Gateway(string database, params string[] settings) =>
        PlainGateway(database, ["--Sessions:MessagesPerSecond=10000", "--Sessions:MessageBurst=10000", .. settings]).Ready();

    /// <summary>A gateway with every default, just started.</summary>
    public static ServerProcess PlainGateway(string database, params string[] settings) =>
        new("Gateway", database, Ports.Free(1)[0], ["--Tcp:Address=127.0.0.1", "--Tcp:Port=0", .. settings]);

    /// <summary>Waits until it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public async Task<ServerProcess> Ready()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.Holds(
            async () =>
            {
                if (Ended.IsCompleted) throw new InvalidOperationException($"The process ended:\n{Output}");
                try
                {
                    using var answer = await http.GetAsync("readyz");
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            },
            $"{Address}readyz");
        return this;
    }

    /// <summary>Asks the process to stop, and returns its exit code.</summary>
    public Task<int> Stop() => _process.Stop();

    /// <summary>Asks the process to stop, grants it so long, and kills it then. Returns whether it stopped by itself.</summary>
    public async Task<bool> Stop(TimeSpan grace)
    {
        Signals.Terminate(Id);
        try
        {
            await Ended.WaitAsync(grace);
            return true;
        }
        catch (TimeoutException)
        {
            await Kill();
            return false;
        }
    }

    /// <summary><c>kill -9</c>.</summary>
    public Task Kill() => _process.Kill();

    /// <summary>Makes it stand still until <see cref="Resume"/>.</summary>
    public void Pause() => Signals.Pause(Id);

    public void Resume() => Signals.Resume(Id);

    public async ValueTask DisposeAsync()
    {
        Resume();
        try
        {
            await Stop();
        }
        finally
        {
            _process.Dispose();
        }
    }

    /// <summary>Builds lie side by side: <c>bin/PROJECT/CONFIGURATION</c>.</summary>
    private static string Dll(string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, program, own.Name, $"OrleansChat.{program}.dll");
    }
}
