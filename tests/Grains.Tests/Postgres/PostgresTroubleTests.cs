using Npgsql;
using OrleansChat.Testing;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Postgres;

/// <summary>A real database whose connections are cut while people talk.</summary>
public sealed class PostgresTroubleTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    [Fact]
    public async Task G2_G3_connections_cut_in_mid_commit_lose_and_double_nothing_that_was_acknowledged()
    {
        var room = host.Get<IChatEngine>().Room("cut");
        var people = Enumerable.Range(0, 4).Select(i => People.Person($"p{i}")).ToList();
        foreach (var person in people) await person.Joins(room);

        var over = false;
        var talks = people.Select(person => Talk(room, person, () => Volatile.Read(ref over))).ToList();
        for (var i = 0; i < 15; i++)
        {
            var head = (await room.Newest(1)).Head;
            await CutConnections();
            await Eventually.Holds(async () => (await Newest(room)) > head + 20, "the room to go on");
        }

        Volatile.Write(ref over, true);
        var acks = (await Task.WhenAll(talks)).SelectMany(x => x).ToList();
        var log = await room.Everything();
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(e => e.Seq));
        Assert.All(acks, ack => Assert.Equal(ack.Id, log[(int)ack.Seq - 1].Id));
        Assert.Equal(acks.Count, acks.Select(ack => ack.Seq).Distinct().Count());
        Assert.Equal(acks.Count + people.Count, log.Count);
    }

    private static async Task<List<Ack>> Talk(IRoomGrain room, Actor person, Func<bool> over)
    {
        var acks = new List<Ack>();
        while (!over())
        {
            var (id, text) = (Guid.NewGuid(), $"{acks.Count}");
            Ack? ack = null;
            await Eventually.Holds(async () => (ack = await TrySay(room, person, text, id)) is not null, "an ack");
            acks.Add(ack!);
        }

        return acks;
    }

    private static async Task<Ack?> TrySay(IRoomGrain room, Actor person, string text, Guid id)
    {
        try
        {
            return await person.Says(room, text, id);
        }
        catch (ChatException e) when (e.Info.Retry == Retry.Later)
        {
            return null;
        }
    }

    private static async Task<long> Newest(IRoomGrain room)
    {
        try
        {
            return (await room.Newest(1)).Head;
        }
        catch (ChatException e) when (e.Code == ErrorCode.Unavailable)
        {
            return 0;
        }
    }

    private async Task CutConnections()
    {
        await using var connection = new NpgsqlConnection(host.Database.ConnectionString + ";Pooling=false;Application Name=cutter");
        await connection.OpenAsync();
        await using var cut = new NpgsqlCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'OrleansChat'",
            connection);
        await cut.ExecuteNonQueryAsync();
    }
}
