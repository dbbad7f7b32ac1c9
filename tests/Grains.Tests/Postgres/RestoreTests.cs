using OrleansChat.Grains.Log;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Postgres;

/// <summary>A real database is put back to a backup under living rooms.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task G5_rooms_go_on_from_the_backup_in_a_new_epoch_and_never_mix_the_two()
    {
        var host = await PostgresHost.Start(("Log:EpochCheck", "00:00:00.200"), ("Rooms:SubscriptionLease", "00:00:01"));
        var (room, ann) = (host.Get<IChatEngine>().Room("room"), People.Person("ann"));
        await ann.Joins(room);
        var kept = await ann.Says(room, "kept");
        await host.Database.Backup();
        var id = Guid.NewGuid();
        var lost = await ann.Says(room, "lost", id);
        await host.Database.Restore();

        var refused = await Assert.ThrowsAsync<ChatException>(() => ann.Says(room, "too late"));
        // Unknown, where the restore cut the very connection that was about to say so.
        Assert.Contains(refused.Code, new[] { ErrorCode.Unavailable, ErrorCode.OutcomeUnknown });
        var epoch = await host.Get<IRoomLog>().BeginEpoch();
        Assert.True(epoch > DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeSeconds(), "an epoch is never one that was before");

        // What was lost with the database is said again by whoever still has it: with its id, once.
        var again = await ann.Says(room, "lost", id);
        Assert.Equal((epoch, kept.Seq + 1, lost.Seq), (again.Epoch, again.Seq, again.Seq));
        Assert.Equal(again, await ann.Says(room, "lost", id));
        Assert.Equal([null, "kept", "lost"], (await room.Everything()).Select(e => e.Text));
        await host.DisposeAsync();
    }
}
