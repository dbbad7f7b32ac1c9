using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Testing;
using OrleansChat.Testing.Doors;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>Two gateways over one local engine in memory, for all tests of a class.</summary>
public class TwoGateways : IAsyncLifetime
{
    public MemoryTables Tables { get; } = new();

    public LocalEngine Engine { get; private set; } = null!;

    public GatewayHost First { get; private set; } = null!;

    public GatewayHost Second { get; private set; } = null!;

    /// <summary>Settings of both beyond the defaults.</summary>
    protected virtual (string, string)[] Settings => [SoonGone];

    /// <summary>Nobody of a test is waited for in vain.</summary>
    protected static (string, string) SoonGone => ("SocketIo:LeaveAfter", "00:00:00.1");

    public async Task InitializeAsync()
    {
        Engine = LocalEngines.Create(Tables);
        First = await GatewayHost.Start(Engine, Settings);
        Second = await GatewayHost.Start(Engine, Settings);
    }

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Engine.DisposeAsync();
    }

    /// <summary>Waits until nobody of the last test is here, frees all names, and forgets what was logged.</summary>
    public async Task Clear()
    {
        await CheckErrors();
        Tables.FreeNames();
        foreach (var gateway in (GatewayHost[])[First, Second]) gateway.Log.Clear();
    }

    /// <summary>An error that nobody foresaw fails the test in which it came; one that came behind its end, the next.</summary>
    public async Task CheckErrors()
    {
        foreach (var gateway in (GatewayHost[])[First, Second])
        {
            await Eventually.Holds(() => Task.FromResult((gateway.Sessions, gateway.Ending) == (0, 0)), "those of the test to be gone");
            gateway.CheckErrors();
        }
    }
}

/// <summary>The same, where people may write as fast as they can.</summary>
public sealed class TwoGenerousGateways : TwoGateways
{
    protected override (string, string)[] Settings => [SoonGone, .. Bystanders.Settings];
}
