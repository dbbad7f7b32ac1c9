namespace OrleansChat.Grains.Log;

/// <summary>The newest epoch that anything in this process has seen. A room that was loaded in an older one loads again
/// before its next call.</summary>
public sealed class LogEpoch
{
    private long _current;

    /// <summary>The epoch; 0 before anything was read.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>Takes note of an epoch that was read.</summary>
    public void Observe(long epoch)
    {
        for (var known = Current; known < epoch;)
        {
            var seen = Interlocked.CompareExchange(ref _current, epoch, known);
            if (seen == known) return;
            known = seen;
        }
    }
}
