namespace OrleansChat.Chaos;

/// <summary>Real time, where it is the load or the trouble itself: how long a fault lasts, how fast people write, how long they are
/// away, how soon a server that crashed is started again. Nothing waits here for something to have happened.</summary>
internal static class Pace
{
    /// <summary>Lets time pass.</summary>
    public static Task Passes(TimeSpan time, CancellationToken stop = default) => Task.Delay(time, stop);
}
