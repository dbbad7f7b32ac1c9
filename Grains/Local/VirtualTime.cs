namespace OrleansChat.Grains.Local;

/// <summary>
/// A clock that only moves when told to, for tests and simulation: timers fire on the caller's thread, in order of
/// their time, ties in order of their making. Use it from one thread at a time.
/// </summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<VirtualTimer, (DateTimeOffset Due, long Order)> _due = new();
    private DateTimeOffset _now = start;
    private long _made;

    /// <summary>A clock that starts at an arbitrary fixed moment.</summary>
    public VirtualTime()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>When the next timer fires; null when none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            // Entries of timers that were changed or disposed meanwhile are stale.
            while (_due.TryPeek(out var timer, out var at) && timer.Due != at.Due) _due.Dequeue();
            return _due.TryPeek(out _, out var next) ? next.Due : null;
        }
    }

    /// <summary>Moves the clock on, firing every timer on the way at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = _now + by;
        while (NextDue is { } next && next <= end)
        {
            _now = next > _now ? next : _now;
            _due.Dequeue().Fire();
        }

        _now = end;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Schedule(dueTime);
            return true;
        }

        public void Fire()
        {
            Schedule(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            callback(state);
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Schedule(TimeSpan after)
        {
            Due = after == Timeout.InfiniteTimeSpan ? null : time._now + after;
            if (Due is { } due) time._due.Enqueue(this, (due, time._made++));
        }
    }
}
