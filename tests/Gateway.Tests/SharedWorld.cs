using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>Two gateways over one local engine in memory, for all tests of a class.</summary>
public sealed class TwoGateways : IAsyncLifetime
{
    public MemoryTables Tables { get; } = new();

    public LocalEngine Engine { get; private set; } = null!;

    public GatewayHost First { get; private set; } = null!;

    public GatewayHost Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Engine = LocalEngines.Create(Tables);
        First = await GatewayHost.Start(Engine);
        Second = await GatewayHost.Start(Engine);
    }

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Engine.DisposeAsync();
    }
}

/// <summary>Tests that share their gateways, because starting them takes longer than the tests do. Each makes its own rooms,
/// and finds nobody here and all names free.</summary>
public abstract class SharedWorld(TwoGateways world) : IClassFixture<TwoGateways>, IAsyncLifetime
{
    protected MemoryTables Tables => world.Tables;

    protected IChatEngine Engine => world.Engine;

    protected GatewayHost Gateway => world.First;

    /// <summary>Another one of the same world.</summary>
    protected GatewayHost Second => world.Second;

    public async Task InitializeAsync()
    {
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions + Second.Sessions == 0), "those of the last test to be gone");
        Tables.FreeNames();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected static string NewRoom() => $"room-{Guid.NewGuid():N}";

    protected static async Task<ErrorCode> Refused(Task call) => (await Assert.ThrowsAsync<HubRefused>(() => call)).Code;
}
