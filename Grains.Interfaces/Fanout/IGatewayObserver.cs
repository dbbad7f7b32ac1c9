using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansChat;

/// <summary>Some events of one room, in order.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Events">Ascending by seq, without gaps, never empty.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.EventBatch")]
public sealed record EventBatch(string Room, long Epoch, ImmutableArray<RoomEvent> Events);

/// <summary>
/// The gateway's ear. Calls are one-way: a room neither waits for them nor learns whether they arrived, and a lost
/// batch is found by its missing number (G4). An Orleans client runs the calls to one observer strictly one after
/// another, so an implementation only enqueues.
/// </summary>
[Alias("OrleansChat.IGatewayObserver")]
public interface IGatewayObserver : IGrainObserver
{
    /// <summary>Events of a subscribed room. May come twice, late or not at all; never in a wrong order inside a batch.</summary>
    [OneWay]
    [Alias("Deliver")]
    Task Deliver(EventBatch batch);

    /// <summary>What the gateway should tell its people, or act on. May be lost: see <see cref="NoticeBatch"/>.</summary>
    [OneWay]
    [Alias("Notify")]
    Task Notify(NoticeBatch batch);
}
