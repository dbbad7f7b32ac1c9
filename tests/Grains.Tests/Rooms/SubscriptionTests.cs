using OrleansChat.Grains.Local;
using OrleansChat.Grains.Rooms;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Grains.Tests.Rooms;

/// <summary>Leases of gateways and lives of rooms, on a clock and a scheduler that the test moves.</summary>
public sealed class SubscriptionTests : IAsyncDisposable
{
    private readonly VirtualTime _time = new();
    private readonly SeededDispatcher _dispatcher = new(seed: 7);
    private readonly LocalEngine _engine;
    private readonly Actor _ann = People.Person("ann");

    public SubscriptionTests() => _engine = LocalEngines.Create(time: _time, dispatcher: _dispatcher);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public void G8_a_gateway_that_does_not_renew_is_dropped_and_one_that_does_is_not()
    {
        var room = _engine.Room("leases");
        var (dead, living) = (new RecordingObserver(), new RecordingObserver());
        Run(_ann.Joins(room));
        Run(room.Subscribe(new SubscribeRequest("dead", dead)));
        Run(room.Subscribe(new SubscribeRequest("living", living)));
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Run(room.Subscribe(new SubscribeRequest("living", living)));
        }

        Run(_ann.Says(room, "who is there?"));
        Assert.Empty(dead.Heard);
        Assert.Equal([2], living.Heard.Select(e => e.Seq));
    }

    [Fact]
    public void A_gateway_is_dropped_after_repeated_failures_and_never_on_one()
    {
        var room = _engine.Room("failures");
        var failing = new FailingObserver();
        Run(_ann.Joins(room));
        Run(room.Subscribe(new SubscribeRequest("failing", failing)));
        Run(_ann.Says(room, "fails once"));
        failing.Fails = false;
        Run(_ann.Says(room, "works"));
        failing.Fails = true;
        for (var i = 0; i < 5; i++) Run(_ann.Says(room, $"fails {i}"));
        Assert.Equal(2 + new RoomOptions().DeliveryFailures, failing.Calls);
    }

    [Fact]
    public void G7_a_room_that_was_ended_when_idle_remembers_its_gateways()
    {
        var room = _engine.Room("idle");
        var ear = new RecordingObserver();
        Run(_ann.Joins(room));
        Run(room.Subscribe(new SubscribeRequest("gateway", ear)));
        // Idle for longer than a room lives, in one step: no tick finds the lease over before the room is ended.
        Assert.Equal(1, _engine.ActiveRooms);
        Run(_engine.EndIdle(TimeSpan.Zero));
        Assert.Equal(0, _engine.ActiveRooms);

        // The new activation first tells where the head is.
        Run(_ann.Says(room, "who is there?"));
        Assert.Equal([1, 2], ear.Heard.Select(e => e.Seq));
    }

    [Fact]
    public void An_idle_room_is_ended_and_comes_back_with_its_history()
    {
        var room = _engine.Room("sleepy");
        Run(_ann.Joins(room));
        _time.Advance(TimeSpan.FromMinutes(11));
        _dispatcher.RunUntilIdle();
        Assert.Equal(0, _engine.ActiveRooms);
        Assert.Equal(1, Run(room.Newest()).Head);
        Assert.Equal(1, _engine.ActiveRooms);
    }

    private T Run<T>(Task<T> call)
    {
        Run((Task)call);
        return call.Result;
    }

    private void Run(Task call)
    {
        // Answers come back over the thread pool, so the mailboxes may have to run more than once.
        SpinWait.SpinUntil(
            () =>
            {
                _dispatcher.RunUntilIdle();
                return call.IsCompleted;
            },
            TimeSpan.FromSeconds(30));
        Assert.True(call.IsCompletedSuccessfully, call.Exception?.ToString() ?? "the call is not done");
    }

    private sealed class FailingObserver : IGatewayObserver
    {
        public bool Fails { get; set; } = true;

        public int Calls { get; private set; }

        public Task Notify(NoticeBatch batch) => Task.CompletedTask;

        public Task Deliver(EventBatch batch)
        {
            Calls++;
            return Fails ? throw new InvalidOperationException("This gateway is broken.") : Task.CompletedTask;
        }
    }
}
