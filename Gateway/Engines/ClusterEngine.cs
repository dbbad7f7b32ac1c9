using System.Globalization;

namespace OrleansChat.Gateway.Engines;

/// <summary>The cluster engine: rooms and users are Orleans grains, and this process is a client of their cluster.</summary>
internal sealed class ClusterEngine(IClusterClient client) : IChatEngine
{
    public string Name => "cluster";

    public IRoomGrain Room(string name) => Grain<IRoomGrain>(name);

    public IUserGrain User(Guid id) => Grain<IUserGrain>(id.ToString("D", CultureInfo.InvariantCulture));

    public IPresenceGrain Presence => Grain<IPresenceGrain>(IPresenceGrain.Key);

    // Any silo answers.
    public IDirectoryGrain Directory => Grain<IDirectoryGrain>("any");

    public IGatewayObserver CreateObserver(IGatewayObserver observer) => client.CreateObjectReference<IGatewayObserver>(observer);

    public void ReleaseObserver(IGatewayObserver reference) => client.DeleteObjectReference<IGatewayObserver>(reference);

    public bool IsUnreachable(Exception error) => error is OrleansException or TimeoutException or System.Net.Sockets.SocketException;

    public Task CheckReady() => Grain<IReadinessGrain>("any").Check();

    private T Grain<T>(string key)
        where T : IGrainWithStringKey
    {
        try
        {
            return client.GetGrain<T>(key);
        }
        catch (ArgumentException)
        {
            // While there is no silo at all, nobody has told this client which grains there are.
            throw new ChatException(ErrorCode.Unavailable);
        }
    }
}
