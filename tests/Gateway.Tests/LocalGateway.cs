using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>A gateway over the local engine in memory.</summary>
public class LocalGateway : IAsyncLifetime
{
    private LocalEngine _engine = null!;

    /// <summary>Settings of this gateway beyond the defaults.</summary>
    protected virtual (string, string)[] Settings => [];

    protected MemoryTables Tables { get; } = new();

    protected IChatEngine Engine => _engine;

    public GatewayHost Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _engine = LocalEngines.Create(Tables);
        Gateway = await GatewayHost.Start(_engine, Settings);
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _engine.DisposeAsync();
    }

    protected static string NewRoom() => $"room-{Guid.NewGuid():N}";

    protected static async Task<ErrorCode> Refused(Task call) => (await Assert.ThrowsAsync<HubRefused>(() => call)).Code;
}
