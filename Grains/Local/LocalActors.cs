using System.Collections.Immutable;
using OrleansChat.Grains.Rooms;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Local;

/// <summary>A room on the local engine.</summary>
internal sealed class LocalRoom(
    string name, RoomServices services, IOtherGrains others, ISubscriptionStore subscriptions, Action retire) : Room(services)
{
    protected override string Name => name;

    protected override IOtherGrains Others => others;

    protected override ISubscriptionStore SubscriptionStore => subscriptions;

    public new Task Tick() => base.Tick();

    protected override void Retire() => retire();
}

/// <summary>A user on the local engine.</summary>
internal sealed class LocalUser(Guid id, UserServices services, IOtherGrains others) : User(services)
{
    protected override Guid Id => id;

    protected override IOtherGrains Others => others;
}

/// <summary>What callers hold: each call goes as a turn to whichever activation the name has then.</summary>
internal sealed class RoomReference(ActivationTable<LocalRoom> rooms, string name) : IRoomGrain
{
    public Task<Membership> Join(JoinRequest request) => rooms.Call(name, room => room.Join(request));

    public Task<RoomPosition> Leave(LeaveRequest request) => rooms.Call(name, room => room.Leave(request));

    public Task<Ack> Write(WriteRequest request) => rooms.Call(name, room => room.Write(request));

    public Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests) =>
        rooms.Call(name, room => room.WriteAll(requests));

    public Task<HistoryPage> Read(ReadRequest request) => rooms.Call(name, room => room.Read(request));

    public Task<ReactionList> ReadReactions(long message, Guid viewer) =>
        rooms.Call(name, room => room.ReadReactions(message, viewer));

    public Task<RoomPosition> Subscribe(SubscribeRequest request) => rooms.Call(name, room => room.Subscribe(request));

    public Task Unsubscribe(string gatewayId) => rooms.Call(name, room => room.Unsubscribe(gatewayId));
}

/// <inheritdoc cref="RoomReference"/>
internal sealed class UserReference(ActivationTable<LocalUser> users, string key) : IUserGrain
{
    public Task<SessionInfo> OpenSession(OpenSessionRequest request) => users.Call(key, user => user.OpenSession(request));

    public Task<SessionInfo> Authenticate(byte[] tokenHash) => users.Call(key, user => user.Authenticate(tokenHash));

    public Task<Actor> Arrive() => users.Call(key, user => user.Arrive());

    public Task<Actor> Rename(RenameRequest request) => users.Call(key, user => user.Rename(request));

    public Task CloseSession(byte[] tokenHash) => users.Call(key, user => user.CloseSession(tokenHash));
}
