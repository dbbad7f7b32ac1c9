using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>
/// Listens for the line door: a Kestrel of its own, beside the one that serves HTTP, whose addresses then stay what
/// <c>ASPNETCORE_URLS</c> says. The port is bound before the host says that it has started. When it stops, it waits for
/// its connections, who say goodbye by themselves.
/// </summary>
internal sealed class LineServer(TcpSettings settings, IServiceProvider services, ILoggerFactory loggers, ILogger<LineServer> log)
    : IHostedService, IDisposable
{
    private readonly int _port = settings.Port ?? TcpSettings.UsualPort;
    private KestrelServer? _server;
    private ListenOptions? _listening;

    /// <summary>Where it listens; null while it doesn't.</summary>
    public IPEndPoint? EndPoint => _listening?.IPEndPoint;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_port < 0) return;
        var options = new KestrelServerOptions { ApplicationServices = services };
        Listen(options, listen =>
        {
            _listening = listen;
            listen.UseConnectionHandler<LineHandler>();
        });
        // What may lie between a peer that writes fast and a dialogue that takes one line after another.
        var sockets = new SocketTransportOptions { MaxReadBufferSize = Limits.FrameBytes, MaxWriteBufferSize = Limits.FrameBytes };
        var transport = new SocketTransportFactory(Options.Create(sockets), loggers);
        _server = new KestrelServer(Options.Create(options), transport, loggers);
        try
        {
            await _server.StartAsync(new NoHttp(), cancellationToken);
            log.Listening(EndPoint);
        }
        catch (IOException e) when (settings.Port is null && e.InnerException is AddressInUseException)
        {
            // Nobody asked for this one: a second gateway on the machine is no mistake.
            _listening = null;
            log.PortInUse(_port);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null) await _server.StopAsync(cancellationToken);
    }

    public void Dispose() => _server?.Dispose();

    private void Listen(KestrelServerOptions options, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(settings.Address, out var address)) options.Listen(address, _port, configure);
        else if (!settings.Address.Equals("localhost", StringComparison.OrdinalIgnoreCase)) options.ListenAnyIP(_port, configure);
        // Both loopback addresses can't be given one port of the system's choice.
        else if (_port == 0) options.Listen(IPAddress.Loopback, 0, configure);
        else options.ListenLocalhost(_port, configure);
    }

    /// <summary>What the server asks for and never uses: no connection of this door speaks HTTP.</summary>
    private sealed class NoHttp : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => throw new NotSupportedException();

        public Task ProcessRequestAsync(IFeatureCollection context) => throw new NotSupportedException();

        public void DisposeContext(IFeatureCollection context, Exception? exception) => throw new NotSupportedException();
    }
}
