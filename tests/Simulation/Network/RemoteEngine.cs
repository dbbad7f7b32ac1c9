using System.Collections.Immutable;
using OrleansChat.Simulation.Servers;

namespace OrleansChat.Simulation.Network;

/// <summary>
/// The cluster as one gateway sees it: rooms behind a network that loses, delays, doubles and reorders requests,
/// answers and batches. A call without an answer ends like one in Orleans: with a time-out, after which nobody knows.
/// </summary>
internal sealed class RemoteEngine(SimWorld world, GatewayProcess gateway) : IChatEngine
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    public string Name => "simulation";

    public IRoomGrain Room(string name) => new RemoteRoom(this, name);

    public IUserGrain User(Guid id) => new Member();

    public IPresenceGrain Presence => throw new NotSupportedException("Nobody signs in here.");

    public IDirectoryGrain Directory => throw new NotSupportedException("Nobody signs in here.");

    public IGatewayObserver CreateObserver(IGatewayObserver observer) =>
        new RemoteObserver(world, gateway, world.Fault.Observer(observer));

    public void ReleaseObserver(IGatewayObserver reference)
    {
    }

    public bool IsUnreachable(Exception error) => error is TimeoutException;

    public Task CheckReady() => Task.CompletedTask;

    private async Task<T> Call<T>(string room, string what, Func<IRoomGrain, Task<T>> call)
    {
        var (host, weather) = (world.Host, world.Weather);
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.After(ResponseTimeout, () => answer.TrySetException(new TimeoutException("No answer came.")));
        for (var copies = weather.Loses() || world.IsCutOff(gateway) ? 0 : weather.Doubles() ? 2 : 1; copies > 0; copies--)
            host.After(weather.Travel(), Arrive);
        return await answer.Task;

        void Arrive()
        {
            if (world.Cluster.Find(gateway.Index, room) is not { } found) return;
            found.Call(
                call,
                result => Return(() => answer.TrySetResult(result)),
                refusal => Return(() => answer.TrySetException(refusal)));
        }

        void Return(Func<bool> complete)
        {
            if (weather.Loses() || world.IsCutOff(gateway)) return;
            host.After(weather.Travel(), () =>
            {
                if (complete()) host.Trace.Note(gateway.Name, $"{what} {room} is answered");
            });
        }
    }

    private sealed class RemoteRoom(RemoteEngine engine, string name) : IRoomGrain
    {
        public Task<Membership> Join(JoinRequest request) => engine.Call(name, "join", room => room.Join(request));

        public Task<RoomPosition> Leave(LeaveRequest request) => engine.Call(name, "leave", room => room.Leave(request));

        public Task<Ack> Write(WriteRequest request) => engine.Call(name, "write", room => room.Write(request));

        public Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests) =>
            engine.Call(name, "write", room => room.WriteAll(requests));

        public Task<HistoryPage> Read(ReadRequest request) => engine.Call(name, "read", room => room.Read(request));

        public Task<ReactionList> ReadReactions(long message, Guid viewer) =>
            engine.Call(name, "reactions", room => room.ReadReactions(message, viewer));

        public Task<RoomPosition> Subscribe(SubscribeRequest request) =>
            engine.Call(name, "subscribe", room => room.Subscribe(request));

        public Task Unsubscribe(string gatewayId) => engine.Call(name, "unsubscribe", async room =>
        {
            await room.Unsubscribe(gatewayId);
            return true;
        });
    }

    /// <summary>A gateway's ear as rooms hold it. One-way: a room never waits for it.</summary>
    private sealed class RemoteObserver(SimWorld world, GatewayProcess gateway, IGatewayObserver ear) : IGatewayObserver
    {
        public Task Deliver(EventBatch batch)
        {
            world.Judge.Told(batch);
            if (!gateway.IsAlive && world.Host.Dice.Chance(0.5)) throw new TimeoutException("That gateway is gone.");
            var weather = world.Weather;
            for (var copies = weather.Loses() || world.IsCutOff(gateway) ? 0 : weather.Doubles() ? 2 : 1; copies > 0; copies--)
                world.Host.After(weather.Travel(), () => world.Host.Begin(gateway.Mailbox, () => ear.Deliver(batch)));
            return Task.CompletedTask;
        }

        public Task Notify(NoticeBatch batch) => throw new NotSupportedException("Nobody signs in here.");
    }
}
