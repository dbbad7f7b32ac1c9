using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Browser.Tests.Servers;

/// <summary>The real gateway in this process, over the local engine in memory.</summary>
internal sealed class LocalServer(params (string Key, string Value)[] settings) : IChatServer
{
    private readonly MemoryTables _tables = new();
    private readonly List<LogRecord> _logs = [];
    private LocalEngine? _engine;
    private GatewayHost? _gateway;

    public Uri Address => _gateway?.Address ?? throw new InvalidOperationException("The server is stopped.");

    public IReadOnlyList<(LogLevel Level, string Text)> Log => [.. _logs.SelectMany(log => log.Lines)];

    public async Task Start()
    {
        _engine = LocalEngines.Create(_tables);
        _gateway = await GatewayHost.Start(_engine, WebClientBuild.Directory, settings);
        _logs.Add(_gateway.Log);
    }

    public async Task Stop()
    {
        if (_gateway is { } gateway)
        {
            await gateway.Stop();
            _gateway = null;
            await gateway.DisposeAsync();
        }

        if (_engine is not null) await _engine.DisposeAsync();
        _engine = null;
    }

    public ValueTask DisposeAsync() => new(Stop());
}
