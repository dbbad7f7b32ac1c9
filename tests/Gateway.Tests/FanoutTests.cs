using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>G4: what comes late, twice, in a wrong order or not at all from a room is put right before a client sees it.</summary>
public sealed class FanoutTests : IAsyncLifetime
{
    private readonly LossyEngine _engine = new(LocalEngines.Create());
    private GatewayHost _gateway = null!;

    public async Task InitializeAsync() => _gateway = await GatewayHost.Start(
        _engine, ("Fanout:Renewal", "00:00:00.200"), ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"));

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [InlineData(Trouble.Loss)]
    [InlineData(Trouble.Duplication)]
    [InlineData(Trouble.Reordering)]
    [InlineData(Trouble.Everything)]
    public async Task G4_clients_hear_every_event_once_and_in_order_over_a_lossy_fan_out(Trouble trouble)
    {
        var room = $"room-{Guid.NewGuid():N}";
        await using var ann = await _gateway.Guest("ann");
        await using var bob = await _gateway.Guest("bob");
        await ann.Join(room);
        await bob.Join(room);
        _engine.Trouble = trouble;
        var acked = (await Task.WhenAll(ann.Talks(room, i => i < 150), bob.Talks(room, i => i < 150))).SelectMany(x => x).ToList();

        // The last event may be lost too: then only the renewal finds it.
        await Talk.IsWholeFor(room, acked, ann, bob);
    }

    [Fact]
    public async Task G4_a_lost_last_event_is_found_by_the_renewal()
    {
        var room = $"room-{Guid.NewGuid():N}";
        await using var ann = await _gateway.Guest("ann");
        await ann.Join(room);
        _engine.Trouble = Trouble.Silence;
        var ack = await ann.Say(room, "does anybody hear me?");
        await ann.Hears(room, ack.Seq);
    }
}
