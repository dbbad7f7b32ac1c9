using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Rooms;
using OrleansChat.Grains.Users;
using OrleansChat.Simulation.Checks;
using OrleansChat.Simulation.Database;
using OrleansChat.Simulation.Machine;
using OrleansChat.Testing;

namespace OrleansChat.Simulation.Servers;

/// <summary>One room on one silo: a local engine of its own, so that a single activation can die.</summary>
internal sealed class RoomHost
{
    private readonly Process _process;
    private readonly Mailbox _door;
    private readonly LocalEngine _engine;
    private readonly Host _host;
    private readonly IRoomGrain _room;

    public RoomHost(SimWorld world, string name, IRoomLog log, LogEpoch epoch)
    {
        _host = world.Host;
        _process = new Process(_host.Scheduler);
        _door = _process.NewMailbox();
        var directory = new SimDirectory(world.Database);
        _engine = new LocalEngine(
            new RoomServices(log, epoch, directory, world.Climate.Rooms, Unmeasured.Rooms, _host.Time, _host.Logger<Room>()),
            new UserServices(directory, _host.Time, _host.Logger<User>()),
            new LocalEngineOptions(),
            _process,
            world.Subscriptions.Of);
        _room = new WitnessedRoom(world.Judge, name, _engine.Room(name));
    }

    public bool IsAlive => _process.IsAlive;

    /// <summary>Takes a call from the network. Without an answer when this host dies meanwhile.</summary>
    public void Call<T>(Func<IRoomGrain, Task<T>> call, Action<T> answer, Action<Exception> refuse) => _host.Begin(_door, async () =>
    {
        try
        {
            answer(await call(_room));
        }
        catch (ChatException refusal)
        {
            refuse(refusal);
        }
    });

    /// <summary>Ends the room's activation in good order, as an idle one is.</summary>
    public void Deactivate() => _host.Begin(_door, () => _engine.EndIdle(TimeSpan.Zero));

    public void Crash()
    {
        _process.Kill();
        _ = _engine.DisposeAsync().AsTask();
    }
}
