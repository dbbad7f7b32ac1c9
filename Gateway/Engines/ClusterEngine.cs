using System.Globalization;

namespace OrleansChat.Gateway.Engines;

/// <summary>The cluster engine: rooms and users are Orleans grains, and this process is a client of their cluster.</summary>
internal sealed class ClusterEngine(IClusterClient client) : IChatEngine
{
    public string Name => "cluster";

    public IRoomGrain Room(string name) => client.GetGrain<IRoomGrain>(name);

    public IUserGrain User(Guid id) => client.GetGrain<IUserGrain>(id.ToString("D", CultureInfo.InvariantCulture));

    public IGatewayObserver CreateObserver(IGatewayObserver observer) => client.CreateObjectReference<IGatewayObserver>(observer);

    public void ReleaseObserver(IGatewayObserver reference) => client.DeleteObjectReference<IGatewayObserver>(reference);

    public bool IsUnreachable(Exception error) => error is OrleansException or TimeoutException or System.Net.Sockets.SocketException;

    public Task CheckReady() => client.GetGrain<IReadinessGrain>("any").Check();
}
