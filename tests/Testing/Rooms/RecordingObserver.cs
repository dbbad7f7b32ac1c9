using System.Collections.Concurrent;

namespace OrleansChat.Testing.Rooms;

/// <summary>A gateway's ear that remembers.</summary>
public sealed class RecordingObserver : IGatewayObserver
{
    private readonly ConcurrentQueue<EventBatch> _batches = new();

    /// <summary>What was heard, in order of arrival.</summary>
    public IReadOnlyList<EventBatch> Batches => [.. _batches];

    /// <summary>The events of all batches, in order of arrival.</summary>
    public IReadOnlyList<RoomEvent> Heard => [.. _batches.SelectMany(batch => batch.Events)];

    public Task Notify(NoticeBatch batch) => Task.CompletedTask;

    public Task Deliver(EventBatch batch)
    {
        _batches.Enqueue(batch);
        return Task.CompletedTask;
    }

    public Task HearsUpTo(long seq) =>
        Eventually.Holds(() => Task.FromResult(Heard.Any(e => e.Seq >= seq)), $"event {seq} at the observer");
}
