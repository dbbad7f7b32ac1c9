using System.Globalization;
using Npgsql;
using OrleansChat.Testing.Processes;

namespace OrleansChat.Testing.Postgres;

/// <summary>A PostgreSQL of a test's own, to be stopped, killed, paused and started again at the same port. Its files are
/// made by <c>scripts/own-postgres</c> and thrown away at the end.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _script;
    private readonly string _home;
    private readonly string[] _settings;
    private readonly int _port = Ports.Lasting();
    private ChildProcess _process = null!;

    private PostgresServer(string script, string home, string[] settings)
    {
        (_script, _home, _settings) = (script, home, settings);
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Password = File.ReadAllText(Path.Combine(home, "password")).Trim(),
            Username = "orleanschat",
            Database = "orleanschat",
        };
        ConnectionString = text.ConnectionString;
        text.Username = "postgres";
        text.Pooling = false;
        text.Timeout = 2;
        SuperuserString = text.ConnectionString;
    }

    /// <summary>What silo and gateway are told.</summary>
    public string ConnectionString { get; }

    /// <summary>For a superuser, to the same database; each connection is a new one.</summary>
    public string SuperuserString { get; }

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="root">The checkout, for its scripts.</param>
    /// <param name="settings">Server settings, <c>NAME=VALUE</c>.</param>
    public static async Task<PostgresServer> Start(string root, params string[] settings)
    {
        var script = Path.Combine(root, "scripts", "own-postgres");
        using var make = new ChildProcess("bash", [script, "make"]);
        if (await make.Ended.Within("initdb") != 0) throw new InvalidOperationException($"PostgreSQL can't be made:\n{make.Output}");
        // What the kernel was given survives every process; only a power cut would need it on the disk.
        var server = new PostgresServer(script, make.Output.Trim(), ["fsync=off", .. settings]);
        await server.Start();
        return server;
    }

    /// <summary>Starts it where it was, and waits until it answers.</summary>
    public async Task Start()
    {
        _process = Run();
        await Eventually.Holds(
            async () =>
            {
                // Parts of a server that was killed may still be dying.
                if (_process.Ended.IsCompleted) _process = Run();
                return await Answers();
            },
            "PostgreSQL to answer");
    }

    /// <summary>Stops it as an administrator does who can't wait: transactions under way are rolled back.</summary>
    public async Task Stop()
    {
        if (Postmaster() is { } postmaster) Signals.Interrupt(postmaster);
        await _process.Ended.Within($"PostgreSQL to stop:\n{_process.Output}");
    }

    /// <summary><c>kill -9</c> of all its processes; what is committed is only in its log.</summary>
    public async Task Kill()
    {
        // Listed before: an orphan is nobody's child. One born meanwhile ends by itself, when it finds the postmaster gone.
        foreach (var process in Processes()) Signals.Kill(process);
        await _process.Ended.Within("PostgreSQL to be gone");
    }

    /// <summary>Makes all its processes stand still: connections stay open and nobody answers.</summary>
    public void Pause()
    {
        // The postmaster first, so that it makes no further ones.
        if (Postmaster() is { } postmaster) Signals.Pause(postmaster);
        foreach (var process in Processes()) Signals.Pause(process);
    }

    public void Resume()
    {
        // Also what stands between us and it: runuser stops itself when it sees its child stopped.
        foreach (var process in ProcessTable.Descendants(_process.Id)) Signals.Resume(process);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        Directory.Delete(Path.GetDirectoryName(_home)!, recursive: true);
    }

    private ChildProcess Run() => new("bash",
        [_script, "run", _home, _port.ToString(CultureInfo.InvariantCulture), .. _settings.SelectMany(setting => new[] { "-c", setting })]);

    private int[] Processes() => Postmaster() is { } postmaster ? [postmaster, .. ProcessTable.Children(postmaster)] : [];

    private int? Postmaster()
    {
        try
        {
            var id = int.Parse(File.ReadLines(Path.Combine(_home, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            return _process.Ended.IsCompleted ? null : id;
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<bool> Answers()
    {
        try
        {
            await using var connection = new NpgsqlConnection(SuperuserString);
            await connection.OpenAsync();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }
}
