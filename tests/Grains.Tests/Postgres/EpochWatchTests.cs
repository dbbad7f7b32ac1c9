using OrleansChat.Grains.Log;
using OrleansChat.Testing;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Postgres;

/// <summary>A host that lives on while its database is being restored.</summary>
public sealed class EpochWatchTests
{
    [Fact]
    public async Task G7_a_host_survives_a_database_that_is_half_restored_and_says_unavailable()
    {
        var host = await PostgresHost.Start(("Log:EpochCheck", "00:00:00.100"));
        var (room, ann) = (host.Get<IChatEngine>().Room("room"), People.Person("ann"));
        await ann.Joins(room);
        var epoch = host.Get<LogEpoch>();

        await Run(host, "alter table log_epoch rename to gone_epoch");
        var refused = await Assert.ThrowsAsync<ChatException>(() => host.Get<IRoomLog>().ReadEpoch());
        Assert.Equal(ErrorCode.Unavailable, refused.Code);
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => ann.Joins(host.Get<IChatEngine>().Room("other")))).Code);
        await Run(host, "alter table gone_epoch rename to log_epoch");
        await Run(host, "delete from log_epoch");
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ChatException>(() => ann.Joins(host.Get<IChatEngine>().Room("other")))).Code);
        await Run(host, "insert into log_epoch (epoch) values (1)");

        // The watch has seen all of it, and still looks.
        var begun = await host.Get<IRoomLog>().BeginEpoch();
        await Eventually.Holds(() => Task.FromResult(epoch.Current == begun), "the new epoch to be noticed");
        Assert.Equal(begun, (await room.Newest()).Epoch);
        await host.DisposeAsync();
    }

    private static async Task Run(PostgresHost host, string sql)
    {
        await using var command = host.Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
