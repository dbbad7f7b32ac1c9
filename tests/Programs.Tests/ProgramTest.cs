using System.Globalization;
using OrleansChat.Grains.Local;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Programs.Tests;

/// <summary>A gateway over the local engine in memory, and other people's programs in front of it.</summary>
public abstract class ProgramTest : IAsyncLifetime
{
    /// <summary>What speaks for the server.</summary>
    protected const string AnnouncementKey = "a-key-of-some-length";

    private LocalEngine _engine = null!;

    protected GatewayHost Gateway { get; private set; } = null!;

    /// <summary>The gateway's address without the slash at its end, as programs are given it.</summary>
    protected string Address => Gateway.Address.ToString().TrimEnd('/');

    /// <summary>The port of the line door.</summary>
    protected string Port => Gateway.LineAddress!.Port.ToString(CultureInfo.InvariantCulture);

    public async Task InitializeAsync()
    {
        _engine = LocalEngines.Create();
        Gateway = await GatewayHost.Start(_engine, ("Announcements:Key", AnnouncementKey));
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _engine.DisposeAsync();
    }

    /// <summary>Waits until the lists show as many people online as are connected, each once.</summary>
    protected Task Settled() => Eventually.Holds(
        async () => (await ((IChatEngine)_engine).Directory.ReadOnline(null, null, 1)).Total == Gateway.Sessions, "everybody who is connected to be online, and nobody else");

    protected static string NewRoom() => $"room-{Guid.NewGuid():N}";

    protected RunningProgram Netcat() => new("nc", ["127.0.0.1", Port]);

    /// <summary>With a dash before the port telnet negotiates as it does on its own port.</summary>
    protected RunningProgram Telnet() => new("telnet", ["--", "127.0.0.1", $"-{Port}"]);

    protected NodeClient SocketIo(string options) => new("socketio.mjs", Address, options);

    protected NodeClient WebSocket(string query, string protocol = "") =>
        new("ws.mjs", $"{Address.Replace("http:", "ws:", StringComparison.Ordinal)}/ws?{query}", protocol);

    protected async Task<NodeClient> SignalR(string name, string options, Uri? address = null)
    {
        var session = await GuestSession.Open(Gateway.Address, name);
        return new NodeClient("signalr.mjs", new Uri(address ?? Gateway.Address, "hub").ToString(), session.Token, options);
    }
}
