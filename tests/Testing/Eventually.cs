namespace OrleansChat.Testing;

/// <summary>Waits for conditions, not for time: the time only bounds how long a broken test hangs.</summary>
public static class Eventually
{
    /// <summary>Longer than anything that works takes, on a busy machine too.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Fails a wait that should long be over, naming what was waited for.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} s for: {what}");
        }
    }

    /// <inheritdoc cref="Within{T}"/>
    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} s for: {what}");
        }
    }

    /// <summary>Asks again and again until the answer is yes. For conditions that nothing signals.</summary>
    public static Task Holds(Func<Task<bool>> condition, string what) => Holds(condition, () => what, Patience);

    /// <summary>The same with another patience, and with what is known when it ends.</summary>
    public static async Task Holds(Func<Task<bool>> condition, Func<string> what, TimeSpan longest)
    {
        using var patience = new CancellationTokenSource(longest);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Waited {longest.TotalSeconds} s for: {what()}");
            }
        }
    }
}
