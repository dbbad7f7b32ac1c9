namespace OrleansChat.Simulation.Machine;

/// <summary>All chance of one run comes from here, so that a seed decides everything.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Says yes with this probability.</summary>
    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>A number from 0 up to, and without, <paramref name="end"/>.</summary>
    public int Below(int end) => _random.Next(end);

    /// <summary>One of these, each as likely as the others.</summary>
    public T Pick<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>A time between two numbers of milliseconds. Fine-grained, so that few things fall on one moment.</summary>
    public TimeSpan Millis(double from, double to) =>
        TimeSpan.FromTicks((long)((from + (_random.NextDouble() * (to - from))) * TimeSpan.TicksPerMillisecond));

    /// <summary>An id, as a client would choose it.</summary>
    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
