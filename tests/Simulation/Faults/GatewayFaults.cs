using System.Collections.Immutable;

namespace OrleansChat.Simulation.Faults;

/// <summary>A renewal tells the head of the first subscription again.</summary>
internal sealed class RenewalIgnoresHead : Fault
{
    public override IChatEngine Engine(IChatEngine engine)
    {
        var heads = new Dictionary<string, RoomPosition>(StringComparer.Ordinal);
        return new ChangedEngine(engine, (room, name) => new Deaf(room, name, heads));
    }

    private sealed class Deaf(IRoomGrain room, string name, Dictionary<string, RoomPosition> heads) : ChangedRoom(room)
    {
        public override async Task<RoomPosition> Subscribe(SubscribeRequest request)
        {
            var position = await base.Subscribe(request);
            return heads.TryGetValue(name, out var first) ? first : heads[name] = position;
        }
    }
}

/// <summary>A gateway that repeats a call makes new ids for it, and nobody notices by the answer.</summary>
internal sealed class RetryWithFreshId : Fault
{
    private int _made;

    public override IChatEngine Engine(IChatEngine engine)
    {
        var seen = new HashSet<(Guid, Guid)>();
        return new ChangedEngine(engine, (room, _) => new Forgetful(this, room, seen));
    }

    private sealed class Forgetful(RetryWithFreshId owner, IRoomGrain room, HashSet<(Guid, Guid)> seen) : ChangedRoom(room)
    {
        public override async Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests)
        {
            var fresh = requests.Select(request => seen.Add((request.Actor.Id, request.Id)) ? request : request with { Id = owner.NewId() });
            var results = await base.WriteAll([.. fresh]);
            return [.. results.Zip(requests, (result, request) => result with { Ack = result.Ack is { } ack ? ack with { Id = request.Id } : null })];
        }
    }

    private Guid NewId() => new(++_made, 0, 0, new byte[8]);
}

/// <summary>What waits for a room is sent newest first.</summary>
internal sealed class WritesReversed : Fault
{
    public override IChatEngine Engine(IChatEngine engine) => new ChangedEngine(engine, (room, _) => new Reversed(room));

    private sealed class Reversed(IRoomGrain room) : ChangedRoom(room)
    {
        public override async Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests) =>
            [.. (await base.WriteAll([.. requests.Reverse()])).Reverse()];
    }
}

/// <summary>A page of what was missed leaves one event out.</summary>
internal sealed class PageSkipsEvent : Fault
{
    public override IChatEngine Engine(IChatEngine engine) => new ChangedEngine(engine, (room, _) => new Skipping(room));

    private sealed class Skipping(IRoomGrain room) : ChangedRoom(room)
    {
        public override async Task<HistoryPage> Read(ReadRequest request)
        {
            var page = await base.Read(request);
            return request.Direction == ReadDirection.After && page.Events.Length > 2 ? page with { Events = page.Events.RemoveAt(1) } : page;
        }
    }
}

/// <summary>A page of what was missed begins one event too early.</summary>
internal sealed class PageOverlaps : Fault
{
    public override IChatEngine Engine(IChatEngine engine) => new ChangedEngine(engine, (room, _) => new Overlapping(room));

    private sealed class Overlapping(IRoomGrain room) : ChangedRoom(room)
    {
        public override async Task<HistoryPage> Read(ReadRequest request)
        {
            var page = await base.Read(request);
            return request.Direction == ReadDirection.After && page.Events.Length > 1 ? page with { Events = page.Events.Insert(1, page.Events[0]) } : page;
        }
    }
}

/// <summary>A gateway closes gaps by giving batches the numbers it waits for.</summary>
internal sealed class GapsRenumbered : Fault
{
    public override IGatewayObserver Observer(IGatewayObserver observer) => new Smooth(observer);

    private sealed class Smooth(IGatewayObserver observer) : IGatewayObserver
    {
        private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);

        public Task Notify(NoticeBatch batch) => observer.Notify(batch);

        public Task Deliver(EventBatch batch)
        {
            var next = _next.GetValueOrDefault(batch.Room, batch.Events[0].Seq);
            _next[batch.Room] = next + batch.Events.Length;
            return observer.Deliver(batch with { Events = [.. batch.Events.Select((e, i) => e with { Seq = next + i })] });
        }
    }
}
