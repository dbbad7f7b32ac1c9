using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OrleansChat.Testing;

/// <summary>
/// The network between a page and a server, in a test's hand: TCP connections that can be cut, as by a router that
/// restarts, or stalled, as by a radio link without reception. Closing them by the browser's own offline switch would
/// not do: that one leaves open WebSockets alone.
/// </summary>
public sealed class Network : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private readonly Func<Uri> _server;
    private readonly Task _accepting;
    private volatile bool _cut;

    /// <summary>Leads to <paramref name="server"/>; asked for each connection, because a server may move.</summary>
    public Network(Func<Uri> server)
    {
        _server = server;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>The server, as seen from this network.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Lets bytes to the server pass, or keeps them.</summary>
    public Gate Up { get; } = new();

    /// <summary>Lets bytes from the server pass, or keeps them.</summary>
    public Gate Down { get; } = new();

    /// <summary>Resets every connection, with all that was on its way, and refuses new ones.</summary>
    public void Cut()
    {
        _cut = true;
        Break();
    }

    /// <summary>Resets every connection, with all that was on its way; new ones pass at once.</summary>
    public void Break()
    {
        foreach (var connection in _connections.Keys) connection.Reset();
    }

    /// <summary>Lets connections through again, and everything on them.</summary>
    public void Restore()
    {
        Up.Open();
        Down.Open();
        _cut = false;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting.Within("the network to end");
        await Task.WhenAll(_connections.Keys.Select(connection => connection.Ended)).Within("the connections to end");
        _listener.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var connection = new Connection(await _listener.AcceptSocketAsync());
                _connections[connection] = 0;
                _ = Carry(connection);
                // A cut that looked at the connections before this one was among them has set the flag before.
                if (_cut) connection.Reset();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task Carry(Connection connection)
    {
        await connection.Run(_server, Up, Down);
        _connections.TryRemove(connection, out _);
        connection.Dispose();
    }

    private sealed class Connection(Socket page) : IDisposable
    {
        private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly CancellationTokenSource _ended = new();
        private readonly TaskCompletionSource _done = new();

        public Task Ended => _done.Task;

        public void Reset()
        {
            try
            {
                _ended.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself at the same moment.
            }
        }

        public async Task Run(Func<Uri> server, Gate up, Gate down)
        {
            try
            {
                page.NoDelay = true;
                var address = server();
                await _server.ConnectAsync(IPAddress.Parse(address.Host), address.Port, _ended.Token);
                await Task.WhenAll(Pump(page, _server, up), Pump(_server, page, down));
                page.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or InvalidOperationException)
            {
                // Lingering for no time makes the close a reset.
                page.LingerState = new LingerOption(true, 0);
                _server.LingerState = new LingerOption(true, 0);
            }
            finally
            {
                page.Close();
                _server.Close();
                _done.SetResult();
            }
        }

        public void Dispose()
        {
            page.Dispose();
            _server.Dispose();
            _ended.Dispose();
        }

        private async Task Pump(Socket from, Socket to, Gate gate)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer, _ended.Token) is > 0 and var count)
                {
                    await gate.Pass(_ended.Token);
                    for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ended.Token);
                }

                to.Shutdown(SocketShutdown.Send);
            }
            catch
            {
                // The other direction is of no use without this one.
                await _ended.CancelAsync();
                throw;
            }
        }
    }
}

/// <summary>What bytes of one direction pass, or wait at.</summary>
public sealed class Gate
{
    private volatile TaskCompletionSource? _shut;

    public void Shut() => _shut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => Interlocked.Exchange(ref _shut, null)?.SetResult();

    public Task Pass(CancellationToken ended) => _shut?.Task.WaitAsync(ended) ?? Task.CompletedTask;
}
