using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>A gateway over the local engine in memory.</summary>
/// <param name="shared">Where all tests of a class share one, because starting it takes longer than they do: each makes its own
/// rooms, and finds nobody here and all names free. Otherwise each test has one of its own.</param>
public class LocalGateway(TwoGateways? shared = null) : IAsyncLifetime
{
    private LocalEngine _engine = null!;

    /// <summary>Settings of this gateway beyond the defaults; a shared one has its own.</summary>
    protected virtual (string, string)[] Settings => [];

    protected MemoryTables Tables { get; } = shared?.Tables ?? new();

    protected IChatEngine Engine => _engine;

    public GatewayHost Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (shared is not null)
        {
            (_engine, Gateway) = (shared.Engine, shared.First);
            await shared.Clear();
            return;
        }

        _engine = LocalEngines.Create(Tables);
        Gateway = await GatewayHost.Start(_engine, Settings);
    }

    public async Task DisposeAsync()
    {
        if (shared is not null)
        {
            await shared.CheckErrors();
            return;
        }

        await Gateway.DisposeAsync();
        await _engine.DisposeAsync();
    }

    protected static string NewRoom() => $"room-{Guid.NewGuid():N}";

    protected static async Task<ErrorCode> Refused(Task call) => (await Assert.ThrowsAsync<HubRefused>(() => call)).Code;
}
