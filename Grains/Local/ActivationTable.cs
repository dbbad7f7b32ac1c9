using System.Collections.Concurrent;

namespace OrleansChat.Grains.Local;

/// <summary>The activations of one kind, by key: at most one per key that accepts calls.</summary>
internal sealed class ActivationTable<T>(Func<string, Action, T> create, IDispatcher dispatcher, TimeProvider time)
    where T : class
{
    private readonly ConcurrentDictionary<string, Lazy<Activation<T>>> _activations = new(StringComparer.Ordinal);

    public int Count => _activations.Count;

    /// <summary>Runs a call on the key's activation, making one if there is none.</summary>
    public async Task<TResult> Call<TResult>(string key, Func<T, Task<TResult>> call)
    {
        while (true)
        {
            var activation = _activations.GetOrAdd(key, _ => new Lazy<Activation<T>>(() => Activate(key))).Value;
            var (accepted, result) = await activation.Call(call);
            if (accepted) return result;
        }
    }

    /// <summary>Ends the activations that nothing used for <paramref name="idle"/>.</summary>
    public Task RetireIdle(TimeSpan idle)
    {
        var limit = time.GetUtcNow() - idle;
        return Task.WhenAll(_activations.Values.Where(lazy => lazy.Value.LastUsed <= limit).Select(lazy => lazy.Value.RetireIfIdle(limit)));
    }

    /// <summary>Runs a call on the key's activation and returns when it is done.</summary>
    public Task Call(string key, Func<T, Task> call) => Call(key, async actor =>
    {
        await call(actor);
        return true;
    });

    /// <summary>Runs something as a turn on every activation. It doesn't count as a use.</summary>
    public Task ForEach(Func<T, Task> turn) => Task.WhenAll(_activations.Values.Select(lazy =>
        lazy.Value.Mailbox.Run(async () =>
        {
            await turn(lazy.Value.Actor);
            return true;
        })));

    private Activation<T> Activate(string key)
    {
        Activation<T>? activation = null;
        activation = new Activation<T>(create(key, () => activation!.Retire()), new Mailbox(dispatcher), time)
        {
            // Removed in the last turn: a call that already holds the ended activation is not accepted and comes back.
            Ended = () => _activations.TryRemove(key, out _),
        };
        return activation;
    }
}
