using System.Collections.Immutable;

namespace OrleansChat.Simulation.Faults;

/// <summary>A cluster that does as another one does, for faults that change one thing of its rooms.</summary>
internal sealed class ChangedEngine(IChatEngine engine, Func<IRoomGrain, string, IRoomGrain> change) : IChatEngine
{
    public string Name => engine.Name;

    public IRoomGrain Room(string name) => change(engine.Room(name), name);

    public IUserGrain User(Guid id) => engine.User(id);

    public IPresenceGrain Presence => engine.Presence;

    public IDirectoryGrain Directory => engine.Directory;

    public IGatewayObserver CreateObserver(IGatewayObserver observer) => engine.CreateObserver(observer);

    public void ReleaseObserver(IGatewayObserver reference) => engine.ReleaseObserver(reference);

    public bool IsUnreachable(Exception error) => engine.IsUnreachable(error);

    public Task CheckReady() => engine.CheckReady();
}

/// <inheritdoc cref="ChangedEngine"/>
internal abstract class ChangedRoom(IRoomGrain room) : IRoomGrain
{
    public Task<Membership> Join(JoinRequest request) => room.Join(request);

    public Task<RoomPosition> Leave(LeaveRequest request) => room.Leave(request);

    public Task<Ack> Write(WriteRequest request) => room.Write(request);

    public virtual Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests) => room.WriteAll(requests);

    public virtual Task<HistoryPage> Read(ReadRequest request) => room.Read(request);

    public Task<ReactionList> ReadReactions(long message, Guid viewer) => room.ReadReactions(message, viewer);

    public virtual Task<RoomPosition> Subscribe(SubscribeRequest request) => room.Subscribe(request);

    public Task Unsubscribe(string gatewayId) => room.Unsubscribe(gatewayId);
}
