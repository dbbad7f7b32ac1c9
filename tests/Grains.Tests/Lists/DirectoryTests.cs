using OrleansChat.Grains.Lists;
using OrleansChat.Grains.Log;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Lists;

/// <summary>Also what isn't asked for through an engine.</summary>
public abstract class DirectoryReadsSpec : DirectorySpec
{
    protected abstract IDirectoryReads Reads { get; }

    [Fact]
    public async Task G8_of_direct_rooms_those_with_the_newest_events_are_listed_and_of_others_all()
    {
        var ann = await Guest("ann");
        var at = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var others = new List<Actor>();
        for (var i = 0; i < 4; i++) others.Add(await Guest($"other{i}"));
        // The second one was the last to say something; the first one said nothing at all.
        await HaveTalked(ann, others[0]);
        await HaveTalked(ann, others[1], at, at.AddSeconds(9));
        await HaveTalked(ann, others[2], at.AddSeconds(1));
        await HaveTalked(ann, others[3], at.AddSeconds(2));
        foreach (var room in new[] { "one", "two", "three" }) await ann.Joins(Engine.Room($"{room}-{ann.Id:N}"));
        var mine = await Reads.ReadRoomsOf(ann.Id, 2);
        Assert.Equal(new[] { others[1], others[3] }.OrderBy(other => other.Name), mine.Select(room => room.With).OfType<Actor>().OrderBy(other => other.Name));
        Assert.Equal(3, mine.Count(room => room.With is null));
        Assert.Equal(mine.Select(room => room.Room).Order(StringComparer.Ordinal), mine.Select(room => room.Room));
    }
}

public sealed class LocalDirectoryTests : DirectoryReadsSpec
{
    private readonly MemoryTables _tables = new();

    public LocalDirectoryTests() => Engine = LocalEngines.Create(_tables);

    protected override IChatEngine Engine { get; }

    protected override Task HoldName(Actor person) =>
        Task.FromResult(_tables.Use(t => t.Names.TryAdd(TextRules.NameKey(person.Name), (person.Id, DateTimeOffset.UtcNow))));

    protected override Task HaveTalked(Actor one, Actor other, params DateTimeOffset[] times) =>
        Task.FromResult(_tables.HaveTalked(one, other, times));

    protected override IDirectoryReads Reads => new MemoryDirectoryReads(_tables, TimeProvider.System);
}

public sealed class PostgresDirectoryTests(PostgresHost host) : DirectoryReadsSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();

    protected override Task HoldName(Actor person) => host.Database.Source.HoldName(person);

    protected override Task HaveTalked(Actor one, Actor other, params DateTimeOffset[] times) =>
        host.Database.Source.HaveTalked(one, other, times);

    protected override IDirectoryReads Reads => host.Get<IDirectoryReads>();
}
