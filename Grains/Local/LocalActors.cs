using System.Collections.Immutable;
using OrleansChat.Grains.Online;
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

/// <summary>Presence on the local engine.</summary>
internal sealed class LocalPresence(PresenceServices services, IOtherGrains others) : Presence(services)
{
    protected override IOtherGrains Others => others;

    public new Task Tick() => base.Tick();

    public new Task AnnounceByTheClock() => base.AnnounceByTheClock();
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

    public Task<Actor> Arrive(Arrival? arrival) => users.Call(key, user => user.Arrive(arrival));

    public Task<Actor> Rename(RenameRequest request) => users.Call(key, user => user.Rename(request));

    public Task<Membership> Visit(VisitRequest request) => users.Call(key, user => user.Visit(request));

    public Task Stay(string? room) => users.Call(key, user => user.Stay(room));

    public Task EndVisits(Arrival? last) => users.Call(key, user => user.EndVisits(last));

    public Task CloseSession(byte[] tokenHash) => users.Call(key, user => user.CloseSession(tokenHash));
}

/// <inheritdoc cref="RoomReference"/>
internal sealed class PresenceReference(ActivationTable<LocalPresence> presence) : IPresenceGrain
{
    public Task<PresenceAnswer> Report(PresenceReport report) => Call(one => one.Report(report));

    public Task Withdraw(string gatewayId) => Call(one => one.Withdraw(gatewayId));

    public Task Announce(string text) => Call(one => one.Announce(text));

    public Task TellDirect(DirectNews news) => Call(one => one.TellDirect(news));

    public Task TellRenamed(Actor user) => Call(one => one.TellRenamed(user));

    private Task<T> Call<T>(Func<LocalPresence, Task<T>> call) => presence.Call(IPresenceGrain.Key, call);

    private Task Call(Func<LocalPresence, Task> call) => presence.Call(IPresenceGrain.Key, call);
}
