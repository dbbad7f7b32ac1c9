using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Testing;
using OrleansChat.Testing.Rooms;

namespace OrleansChat.Gateway.Tests;

/// <summary>G8: the queues inside the gateway, at their limits.</summary>
public sealed class BoundTests
{
    private readonly Actor _ann = People.Person("ann");

    [Fact]
    public void G8_an_outbox_takes_so_many_events_and_no_more()
    {
        var outbox = new Outbox(new SessionSettings { OutboxEvents = 10 });
        Assert.True(outbox.TryAdd(Frame(6)));
        Assert.True(outbox.TryAdd(Frame(4)));
        Assert.False(outbox.TryAdd(Frame(1)));
    }

    [Fact]
    public void G8_an_outbox_takes_so_many_bytes_and_no_more_but_a_lone_frame_always()
    {
        var settings = new SessionSettings { OutboxBytes = 512 * 1024 };
        var frame = Frame(15, new string('x', 8000));
        var outbox = new Outbox(settings);
        for (var i = 0; i < settings.OutboxBytes / frame.Bytes; i++) Assert.True(outbox.TryAdd(frame));
        Assert.False(outbox.TryAdd(frame));
        Assert.True(new Outbox(new SessionSettings { OutboxEvents = 1 }).TryAdd(Frame(5)));
    }

    [Fact]
    public async Task A_producer_that_can_wait_goes_on_when_the_outbox_has_drained_and_when_it_ends()
    {
        var outbox = new Outbox(new SessionSettings { OutboxEvents = 10 });
        outbox.TryAdd(Frame(8));
        var space = outbox.WaitForSpace();
        Assert.False(space.IsCompleted);
        var written = 0;
        var run = outbox.Run(frames =>
        {
            written += frames.Sum(frame => frame.Count);
            return Task.CompletedTask;
        });
        await space.Within("space");
        outbox.TryAdd(Frame(3));
        outbox.Complete();
        await run.Within("the end");
        Assert.Equal(11, written);
        await outbox.WaitForSpace().Within("nobody to wait for");
    }

    [Fact]
    public async Task G8_an_observer_takes_so_many_batches_and_drops_the_rest_without_waiting()
    {
        using var measured = new Measured();
        var (entered, go) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var received = new List<long>();
        var shard = new ObserverShard(
            new FanoutOptions { QueuedBatches = 3 },
            batch =>
            {
                entered.TrySetResult();
                go.Wait(Eventually.Patience);
                received.Add(batch.Events[0].Seq);
            },
            new GatewayMetrics(measured.Meter),
            NullLogger.Instance);
        await shard.Deliver(Batch(1));
        var run = Task.Run(shard.Run);
        await entered.Task.Within("the first batch");
        for (var seq = 2; seq <= 10; seq++) await shard.Deliver(Batch(seq));
        Assert.Equal((3, 6), (shard.Batches, measured["orleanschat.gateway.observer.dropped"]));
        go.Set();
        shard.Complete();
        await run.Within("the queue to be worked off");
        Assert.Equal([1, 2, 3, 4], received);
    }

    [Fact]
    public async Task G8_an_observer_takes_so_many_bytes_and_no_more_but_a_lone_batch_always()
    {
        using var measured = new Measured();
        var received = new List<long>();
        var shard = new ObserverShard(
            new FanoutOptions { QueuedBytes = 1024 * 1024 }, batch => received.Add(batch.Events[0].Seq),
            new GatewayMetrics(measured.Meter), NullLogger.Instance);
        var text = new string('x', Limits.TextBytes);
        var large = new EventBatch("room", 1, [.. Enumerable.Range(1, 100).Select(seq => Event(seq, text))]);
        await shard.Deliver(large);
        Assert.True(shard.Bytes > 1024 * 1024);
        await shard.Deliver(Batch(101));
        Assert.Equal((1, 1), (shard.Batches, measured["orleanschat.gateway.observer.dropped"]));
        var run = shard.Run();
        await Eventually.Holds(() => Task.FromResult(shard.Bytes == 0), "the queue to be worked off");
        await shard.Deliver(Batch(102));
        shard.Complete();
        await run.Within("the end");
        Assert.Equal([1, 102], received);
    }

    [Fact]
    public async Task One_rooms_trouble_does_not_silence_an_observer()
    {
        using var measured = new Measured();
        var received = new List<long>();
        var shard = new ObserverShard(
            new FanoutOptions(),
            batch =>
            {
                if (batch.Events[0].Seq == 2) throw new InvalidOperationException("This room is broken.");
                received.Add(batch.Events[0].Seq);
            },
            new GatewayMetrics(measured.Meter),
            NullLogger.Instance);
        for (var seq = 1; seq <= 3; seq++) await shard.Deliver(Batch(seq));
        shard.Complete();
        await shard.Run().Within("the queue to be worked off");
        Assert.Equal([1, 3], received);
    }

    private EventFrame Frame(int events, string text = "hi") =>
        EventFrame.Encode([.. Enumerable.Range(1, events).Select(seq => Event(seq, text))]).Single();

    private EventBatch Batch(long seq) => new("room", 1, [Event(seq, "hi")]);

    private RoomEvent Event(long seq, string text) => new("room", seq, EventKind.Message, default, _ann, Guid.NewGuid(), text);
}
