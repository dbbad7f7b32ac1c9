using OrleansChat.Grains.Online;
using OrleansChat.Testing.Rooms;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Rooms;

public sealed class LocalRoomTests : RoomSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();

    // Calls of one caller reach a local room in order, so here the queue itself can be looked at.
    [Fact]
    public async Task A_message_behind_its_own_senders_leave_is_refused()
    {
        var (room, ann) = (NewRoom(), People.Person("ann"));
        await ann.Joins(room);
        var leave = ann.Leaves(room);
        var late = ann.Says(room, "one more thing");
        await leave;
        Assert.Equal(ErrorCode.NotAMember, await Refused(late));
        Assert.Equal(2, (await room.Newest()).Head);
    }
}

public sealed class LocalRoomHistoryTests : RoomHistorySpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}

public sealed class LocalMessageLifeTests : MessageLifeSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}

public sealed class LocalUserTests : UserSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}

public sealed class LocalVisitTests : ForgottenVisitSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create(
        presence: new PresenceOptions { Lease = TimeSpan.FromSeconds(2), Hold = TimeSpan.FromSeconds(1), KeepExpired = TimeSpan.FromSeconds(1) });
}

public sealed class LocalNameTests : NameSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}

public sealed class LocalRenameTests : RenameSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}

public sealed class LocalDirectRoomTests : DirectRoomSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}

public sealed class LocalTopicTests : TopicSpec
{
    protected override IChatEngine Engine { get; } = LocalEngines.Create();
}
