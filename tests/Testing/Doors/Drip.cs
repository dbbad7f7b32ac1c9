namespace OrleansChat.Testing.Doors;

/// <summary>A peer that goes on and on, a little at a time, until the server has had enough. Its pace is what is tested: nothing
/// waits for time here but the peer itself.</summary>
public static class Drip
{
    /// <summary>Sends one thing after another until <paramref name="end"/>.</summary>
    /// <param name="every">The peer's pace.</param>
    /// <param name="end">What the server does about it.</param>
    /// <param name="send">Given how often it was called before.</param>
    public static async Task Until(TimeSpan every, Task end, Func<int, Task> send)
    {
        using var pace = new PeriodicTimer(every);
        for (var i = 0; !end.IsCompleted; i++)
        {
            await send(i);
            await Task.WhenAny(end, pace.WaitForNextTickAsync().AsTask());
        }
    }
}
