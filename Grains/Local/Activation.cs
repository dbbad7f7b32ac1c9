namespace OrleansChat.Grains.Local;

/// <summary>
/// One living room or user of the local engine, with its mailbox. It counts its calls, so that it is ended only when
/// none is under way; a call that comes too late is told so and goes to the next activation.
/// </summary>
internal sealed class Activation<T>(T actor, Mailbox mailbox, TimeProvider time)
    where T : class
{
    // All fields are touched in this activation's turns only, but for LastUsed, which a stale read doesn't harm.
    private int _calls;
    private bool _retiring;
    private bool _ended;

    public T Actor => actor;

    public Mailbox Mailbox => mailbox;

    public DateTimeOffset LastUsed { get; private set; } = time.GetUtcNow();

    /// <summary>Runs a call as a turn; <c>Accepted</c> is false when the activation has ended.</summary>
    public Task<(bool Accepted, TResult Result)> Call<TResult>(Func<T, Task<TResult>> call) => mailbox.Run(async () =>
    {
        if (_ended) return (false, default(TResult)!);
        _calls++;
        LastUsed = time.GetUtcNow();
        try
        {
            return (true, await call(actor));
        }
        finally
        {
            _calls--;
            if (_retiring && _calls == 0) End();
        }
    });

    /// <summary>Ends the activation once its calls are done. Called in a turn.</summary>
    public void Retire()
    {
        _retiring = true;
        if (_calls == 0) End();
    }

    /// <summary>Ends the activation if nothing used it since <paramref name="limit"/>.</summary>
    public Task RetireIfIdle(DateTimeOffset limit) => mailbox.Run(() =>
    {
        if (_calls == 0 && LastUsed <= limit) End();
        return Task.FromResult(_ended);
    });

    /// <summary>Called once, in the last turn.</summary>
    public Action? Ended { get; set; }

    private void End()
    {
        if (_ended) return;
        _ended = true;
        Ended?.Invoke();
    }
}
