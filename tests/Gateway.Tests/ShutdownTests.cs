using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Clients_are_told_that_the_gateway_goes_away()
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine);
        await using var ann = await gateway.Guest("ann");
        await ann.Join("shutdown");
        await gateway.Stop();
        Assert.StartsWith("4010 going_away: ", (await ann.Closed).Error, StringComparison.Ordinal);
    }
}
