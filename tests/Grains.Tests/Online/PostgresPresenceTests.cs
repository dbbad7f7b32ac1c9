using OrleansChat.Grains.Local;
using OrleansChat.Testing;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Online;

/// <summary>The local engine over PostgreSQL, with a short lease.</summary>
public sealed class PresenceHost : IAsyncLifetime
{
    public PostgresHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await PostgresHost.Start(("Presence:Lease", "00:00:02"));

    public Task DisposeAsync() => Host.DisposeAsync();
}

public sealed class PostgresPresenceTests(PresenceHost host) : PresenceSpec, IClassFixture<PresenceHost>
{
    protected override IChatEngine Engine => host.Host.Get<IChatEngine>();

    protected override Task EndActivation() => ((LocalEngine)Engine).EndIdle(TimeSpan.Zero);

    [Fact]
    public async Task G9_the_database_holds_a_name_for_a_minute_after_its_bearer_went_or_was_lost()
    {
        var (ann, bob) = (await Guest("ann"), await Guest("bob"));
        var database = host.Host.Database.Source;
        foreach (var person in new[] { ann, bob }) await database.HoldName(person);
        using var gateway = new ToldGateway(Engine);
        await gateway.Has(ann.Id, bob.Id);
        await gateway.Has(bob.Id);
        Assert.InRange(await database.HeldUntil(ann), DateTimeOffset.UtcNow.AddSeconds(30), DateTimeOffset.UtcNow.AddSeconds(65));
        var before = await database.HeldUntil(bob);
        await Eventually.Holds(async () => await database.HeldUntil(bob) > before, "bob's lease to end");
        Assert.InRange(await database.HeldUntil(bob), DateTimeOffset.UtcNow.AddSeconds(30), DateTimeOffset.UtcNow.AddSeconds(65));
    }
}
