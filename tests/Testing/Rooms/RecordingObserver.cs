using System.Collections.Concurrent;

namespace OrleansChat.Testing.Rooms;

/// <summary>A gateway's ear that remembers.</summary>
public sealed class RecordingObserver : IGatewayObserver
{
    private readonly ConcurrentQueue<RoomEvent> _heard = new();

    /// <summary>What was heard, in order of arrival.</summary>
    public IReadOnlyList<RoomEvent> Heard => [.. _heard];

    public Task Deliver(EventBatch batch)
    {
        foreach (var e in batch.Events) _heard.Enqueue(e);
        return Task.CompletedTask;
    }

    public Task HearsUpTo(long seq) =>
        Eventually.Holds(() => Task.FromResult(_heard.Any(e => e.Seq >= seq)), $"event {seq} at the observer");
}
