using System.Collections.Immutable;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Tests.Rooms;

/// <summary>A log whose next appends and reads go wrong in the way a test says.</summary>
internal sealed class BrokenLog(IRoomLog log) : IRoomLog
{
    private readonly Queue<Func<RoomBatch, Task<AppendOutcome>>> _plan = new();

    /// <summary>Whether reads fail too.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>Appends that were tried.</summary>
    public int Appends { get; private set; }

    /// <summary>The next append is not written.</summary>
    public void FailNext(AppendOutcome outcome, int times = 1)
    {
        for (var i = 0; i < times; i++) _plan.Enqueue(_ => Task.FromResult(outcome));
    }

    /// <summary>Everything works from now on.</summary>
    public void Heal()
    {
        _plan.Clear();
        ReadsFail = false;
    }

    /// <summary>The next append is written, but its answer is lost.</summary>
    public void LoseNextAnswer() => _plan.Enqueue(async batch =>
    {
        await log.Append(batch);
        return AppendOutcome.Unknown;
    });

    /// <summary>The next append waits until told.</summary>
    public TaskCompletionSource HoldNext()
    {
        var hold = new TaskCompletionSource();
        _plan.Enqueue(async batch =>
        {
            await hold.Task;
            return await log.Append(batch);
        });
        return hold;
    }

    public Task<AppendOutcome> Append(RoomBatch batch)
    {
        Appends++;
        return _plan.TryDequeue(out var step) ? step(batch) : log.Append(batch);
    }

    public Task<RoomSnapshot?> Load(string room, int recent) => log.Load(room, recent);

    public Task Create(string room, DateTimeOffset at, ImmutableArray<Guid> members) => log.Create(room, at, members);

    public Task<ImmutableArray<LogRow>> ReadAfter(RoomKey room, long after, int limit) => Read(() => log.ReadAfter(room, after, limit));

    public Task<ImmutableArray<LogRow>> FindAll(RoomKey room, ImmutableArray<(Guid Actor, Guid Id)> writes) =>
        Read(() => log.FindAll(room, writes));

    public Task<LogPage> ReadPage(RoomKey room, ReadRequest request) => Read(() => log.ReadPage(room, request));

    public Task<MessageRecords> LoadMessages(RoomKey room, ImmutableArray<long> seqs) => Read(() => log.LoadMessages(room, seqs));

    public Task<long> ReadHead(RoomKey room) => Read(() => log.ReadHead(room));

    public Task<long> ReadEpoch() => Read(log.ReadEpoch);

    public Task<long> BeginEpoch() => log.BeginEpoch();

    private T Read<T>(Func<T> read) => ReadsFail ? throw new ChatException(ErrorCode.Unavailable) : read();
}
