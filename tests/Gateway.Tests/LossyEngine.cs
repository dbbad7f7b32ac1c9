using System.Collections.Immutable;

namespace OrleansChat.Gateway.Tests;

/// <summary>What happens between a room and a gateway.</summary>
public enum Trouble
{
    None,
    Loss,
    Duplication,
    Reordering,
    Everything,

    /// <summary>Nothing arrives at all.</summary>
    Silence,

    /// <summary>Nothing arrives until there is another trouble, or none.</summary>
    Held,
}

/// <summary>An answer on its way that takes its time.</summary>
internal sealed class HeldAnswer(string method)
{
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Method => method;

    /// <summary>Completes when the room has answered.</summary>
    public Task Given => _given.Task;

    /// <summary>Lets it arrive.</summary>
    public void Release() => _released.SetResult();

    public Task Wait()
    {
        _given.SetResult();
        return _released.Task;
    }
}

/// <summary>An engine whose observers' batches get lost, doubled and reordered on the way, as one-way calls may be.</summary>
internal sealed class LossyEngine(IChatEngine engine) : IChatEngine
{
    private TaskCompletionSource? _hold;
    private HeldAnswer? _held;
    private int _reads;
    private int _loseNotices;

    public Trouble Trouble { get; set; }

    /// <summary>The last write that a gateway sent to a room.</summary>
    public WriteRequest? LastWrite { get; private set; }

    public string Name => engine.Name;

    /// <summary>Whether reads of a room fail as if its silo had died, every other time.</summary>
    public bool FailEveryOtherRead { get; set; }

    /// <summary>How often rooms were read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public IRoomGrain Room(string name) => new ShakyRoom(this, engine.Room(name));

    /// <summary>The next notices to come are lost.</summary>
    public void LoseNotices(int count) => Volatile.Write(ref _loseNotices, count);

    /// <summary>Sends wait until told.</summary>
    public TaskCompletionSource HoldSends() => _hold = new TaskCompletionSource();

    /// <summary>The next answer to this method of a room comes late, as it was when the room gave it.</summary>
    public HeldAnswer HoldAnswer(string method) => _held = new HeldAnswer(method);

    public IUserGrain User(Guid id) => engine.User(id);

    public IPresenceGrain Presence => engine.Presence;

    public IDirectoryGrain Directory => engine.Directory;

    public IGatewayObserver CreateObserver(IGatewayObserver observer) => engine.CreateObserver(new Wire(this, observer));

    public void ReleaseObserver(IGatewayObserver reference) => engine.ReleaseObserver(reference);

    public bool IsUnreachable(Exception error) => error is TimeoutException;

    public Task CheckReady() => engine.CheckReady();

    private sealed class ShakyRoom(LossyEngine owner, IRoomGrain room) : IRoomGrain
    {
        public Task<Membership> Join(JoinRequest request) => Answer(nameof(Join), room.Join(request));

        public Task<RoomPosition> Leave(LeaveRequest request) => room.Leave(request);

        public Task<Ack> Write(WriteRequest request) => room.Write(request);

        public async Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests)
        {
            owner.LastWrite = requests[^1];
            if (owner._hold is { } hold) await hold.Task;
            return await room.WriteAll(requests);
        }

        public Task<HistoryPage> Read(ReadRequest request) =>
            Interlocked.Increment(ref owner._reads) % 2 == 1 && owner.FailEveryOtherRead
                ? Task.FromException<HistoryPage>(new TimeoutException("The silo is gone."))
                : Answer(nameof(Read), room.Read(request));

        public Task<ReactionList> ReadReactions(long message, Guid viewer) => room.ReadReactions(message, viewer);

        public Task<RoomPosition> Subscribe(SubscribeRequest request) => Answer(nameof(Subscribe), room.Subscribe(request));

        public Task Unsubscribe(string gatewayId) => room.Unsubscribe(gatewayId);

        private async Task<T> Answer<T>(string method, Task<T> answer)
        {
            var result = await answer;
            if (Volatile.Read(ref owner._held) is { } held && held.Method == method
                && Interlocked.CompareExchange(ref owner._held, null, held) == held) await held.Wait();
            return result;
        }
    }

    private sealed class Wire(LossyEngine owner, IGatewayObserver target) : IGatewayObserver
    {
        private readonly Random _random = new(20301);
        private ImmutableQueue<EventBatch> _held = [];

        public Task Notify(NoticeBatch batch)
        {
            bool lost;
            lock (_random) lost = owner.Trouble == Trouble.Silence || (owner.Trouble is Trouble.Loss or Trouble.Everything && _random.Next(2) == 0);
            lost |= Interlocked.Decrement(ref owner._loseNotices) >= 0;
            return lost ? Task.CompletedTask : target.Notify(batch);
        }

        public async Task Deliver(EventBatch batch)
        {
            var (lose, twice, hold) = owner.Trouble switch
            {
                Trouble.Loss => (0.3, 0, 0),
                Trouble.Duplication => (0, 0.5, 0),
                Trouble.Reordering => (0, 0, 0.5),
                Trouble.Everything => (0.2, 0.2, 0.3),
                Trouble.Silence => (1.0, 0, 0),
                Trouble.Held => (0, 0, 1.0),
                _ => (0.0, 0.0, 0.0),
            };
            double dice;
            lock (_random)
            {
                dice = _random.NextDouble();
                if (dice >= lose && dice < lose + hold)
                {
                    _held = _held.Enqueue(batch);
                    return;
                }
            }

            if (dice < lose) return;
            await target.Deliver(batch);
            if (dice < lose + hold + twice) await target.Deliver(batch);
            // What was held back comes behind what it should have come before.
            var late = Interlocked.Exchange(ref _held, []);
            foreach (var old in late) await target.Deliver(old);
        }
    }
}
