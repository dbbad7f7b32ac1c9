namespace OrleansChat.Chaos.Clients;

/// <summary>Where gateways are now, as a load balancer knows it; some of them may be dead, paused or not yet ready.</summary>
internal sealed class GatewayList
{
    private readonly Dictionary<string, Uri> _gateways = [];

    public void Set(string name, Uri address)
    {
        lock (_gateways) _gateways[name] = address;
    }

    /// <summary>Any of them.</summary>
    public Uri Choose(Random random)
    {
        lock (_gateways) return _gateways.Values.ElementAt(random.Next(_gateways.Count));
    }
}
