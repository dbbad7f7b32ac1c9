using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansChat.Gateway.Hosting;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// Writes on their way from this gateway to rooms, messages and their changes alike. A room has one call under way at a
/// time; what comes meanwhile leaves together in the next one. So writes keep the order in which they came, which
/// separate calls to a grain don't, and a busy room costs few calls. A room commits one batch at a time anyway: little waits longer than it would.
/// </summary>
internal sealed class RoomSenders
{
    private readonly ConcurrentDictionary<string, Sender> _senders = new(StringComparer.Ordinal);
    private readonly IChatEngine _engine;
    private readonly EngineCalls _calls;
    private readonly SessionSettings _settings;
    private readonly GatewayMetrics _metrics;

    public RoomSenders(IChatEngine engine, EngineCalls calls, SessionSettings settings, GatewayMetrics metrics)
    {
        (_engine, _calls, _settings, _metrics) = (engine, calls, settings, metrics);
        metrics.WatchSenders(() => _senders.Sum(entry => (long)entry.Value.Count));
    }

    /// <summary>Sends a write behind those that came before it. Takes its place before it returns.</summary>
    /// <exception cref="ChatException">Busy, when too many wait for this room; or the room's refusal.</exception>
    public Task<Ack> Write(string room, WriteRequest request)
    {
        while (true)
        {
            var sender = _senders.GetOrAdd(room, name => new Sender(this, name));
            if (sender.TryAdd(request, out var answer)) return answer;
        }
    }

    private sealed class Sender(RoomSenders owner, string room)
    {
        private readonly Lock _gate = new();
        private readonly Queue<Waiting> _waiting = new();
        private bool _sending;
        private bool _ended;

        public int Count
        {
            get
            {
                lock (_gate) return _waiting.Count;
            }
        }

        public bool TryAdd(WriteRequest request, out Task<Ack> answer)
        {
            lock (_gate)
            {
                answer = null!;
                if (_ended) return false;
                if (_waiting.Count >= owner._settings.QueuedSends)
                {
                    owner._metrics.Busy();
                    throw new ChatException(ErrorCode.Busy);
                }

                var waiting = new Waiting(request);
                _waiting.Enqueue(waiting);
                answer = waiting.Answer.Task;
                if (!_sending) _ = SendAll();
                return _sending = true;
            }
        }

        private async Task SendAll()
        {
            // Off the caller's lock.
            await Task.Yield();
            while (TakeBatch() is { Length: > 0 } batch)
            {
                try
                {
                    var requests = ImmutableArray.Create(Array.ConvertAll(batch, waiting => waiting.Request));
                    var (results, inDoubt) = await owner._calls.Run(
                        async inDoubt => (await owner._engine.Room(room).WriteAll(requests), inDoubt));
                    foreach (var (waiting, result) in batch.Zip(results)) waiting.Resolve(result, inDoubt);
                }
                catch (Exception e)
                {
                    foreach (var waiting in batch) waiting.Answer.TrySetException(e);
                }
            }
        }

        /// <summary>The next writes; none when this sender has ended, and is forgotten.</summary>
        private Waiting[] TakeBatch()
        {
            lock (_gate)
            {
                var batch = new Waiting[Math.Min(_waiting.Count, owner._settings.SendsPerCall)];
                for (var i = 0; i < batch.Length; i++) batch[i] = _waiting.Dequeue();
                if (batch.Length > 0) return batch;
                _ended = true;
                owner._senders.TryRemove(room, out _);
                return batch;
            }
        }
    }

    private sealed record Waiting(WriteRequest Request)
    {
        public TaskCompletionSource<Ack> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Resolve(WriteResult result, bool inDoubt)
        {
            if (result.Ack is { } ack)
            {
                Answer.TrySetResult(ack);
                return;
            }

            var refusal = result.Refusal ?? ErrorCode.InternalError;
            Answer.TrySetException(new ChatException(inDoubt ? EngineCalls.InDoubt(refusal) : refusal));
        }
    }
}
