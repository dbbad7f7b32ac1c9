using OrleansChat.Grains.Log;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Lists;

public sealed class LocalDirectoryTests : DirectorySpec
{
    private readonly MemoryTables _tables = new();

    public LocalDirectoryTests() => Engine = LocalEngines.Create(_tables);

    protected override IChatEngine Engine { get; }

    protected override Task HoldName(Actor person) =>
        Task.FromResult(_tables.Use(t => t.Names.TryAdd(TextRules.NameKey(person.Name), (person.Id, DateTimeOffset.UtcNow))));

    protected override Task HaveTalked(Actor one, Actor other, params DateTimeOffset[] times) =>
        Task.FromResult(_tables.HaveTalked(one, other, times));
}

public sealed class PostgresDirectoryTests(PostgresHost host) : DirectorySpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();

    protected override Task HoldName(Actor person) => host.Database.Source.HoldName(person);

    protected override Task HaveTalked(Actor one, Actor other, params DateTimeOffset[] times) =>
        host.Database.Source.HaveTalked(one, other, times);
}
