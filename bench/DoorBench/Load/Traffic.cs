using OrleansChat.Bench;
using OrleansChat.DoorBench.Doors;

namespace OrleansChat.DoorBench.Load;

/// <summary>
/// The messages under way. One is there when everybody who should hear it has: not before may its sender say the next
/// one, so no door can run ahead of its deliveries, whether it acknowledges or not. One that is heard more often than it
/// should be fails the run.
/// </summary>
internal sealed class Traffic
{
    // A power of two, and more than may be under way.
    private const int Places = 1 << 14;

    private readonly Place[] _places = new Place[Places];
    private long _lastNumber;
    private long _underWay;

    /// <summary>Called at each message that everybody has heard, with its sender.</summary>
    public Action<DoorClient>? Arrived { get; set; }

    /// <summary>Messages that not everybody has heard.</summary>
    public long UnderWay => Interlocked.Read(ref _underWay);

    /// <summary>A message sets out. Any thread.</summary>
    /// <param name="sender">Who says it.</param>
    /// <param name="hearers">How many will hear it.</param>
    /// <returns>Its number.</returns>
    public long Depart(DoorClient sender, int hearers)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        ref var place = ref _places[number & (Places - 1)];
        if (place.Missing != 0) throw new BenchException("LOST: too many messages are under way, the first of them for too long.");
        place = new Place { Number = number, Missing = hearers, Sender = sender };
        Interlocked.Increment(ref _underWay);
        return number;
    }

    /// <summary>Somebody has heard it. Any thread.</summary>
    public void Heard(long number)
    {
        ref var place = ref _places[number & (Places - 1)];
        var missing = place.Number == number ? Interlocked.Decrement(ref place.Missing) : -1;
        if (missing < 0) throw new BenchException($"DOUBLED: message {number} was heard more often than it should be.");
        if (missing > 0) return;
        // First the sender's next message, then the count: so whoever sees none under way knows that nobody is between the two.
        Arrived?.Invoke(place.Sender);
        Interlocked.Decrement(ref _underWay);
    }

    private struct Place
    {
        public long Number;
        public int Missing;
        public DoorClient Sender;
    }
}
