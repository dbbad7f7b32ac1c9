using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests;

/// <summary>Tests over two gateways that they share.</summary>
public abstract class SharedWorld(TwoGateways world) : LocalGateway(world)
{
    /// <summary>Another one of the same world.</summary>
    protected GatewayHost Second { get; } = world.Second;
}
