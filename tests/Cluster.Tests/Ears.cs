using System.Collections.Concurrent;
using System.Diagnostics;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Cluster.Tests;

/// <summary>Notes when a client heard what, to tell how long it heard nothing.</summary>
internal sealed class Ears
{
    private readonly ConcurrentQueue<(string Room, DateTimeOffset At, long Heard)> _events = new();
    private readonly HubClient _client;

    public Ears(HubClient client)
    {
        _client = client;
        client.OnEvent = e => _events.Enqueue((e.Room, e.At, Stopwatch.GetTimestamp()));
    }

    /// <summary>How long after <paramref name="moment"/> the first event of the room came that was committed after it.</summary>
    public async Task<TimeSpan> NextEvent(string room, Moment moment)
    {
        await Eventually.Holds(() => Task.FromResult(After(room, moment).Any()), $"{_client.Session.User.Name} to hear of {room} again");
        return Stopwatch.GetElapsedTime(moment.Ticks, After(room, moment).First().Heard);
    }

    /// <summary>The longest time without an event of the room, from <paramref name="moment"/> to the last event.</summary>
    public TimeSpan LongestSilence(string room, Moment moment)
    {
        var heard = _events.Where(e => e.Room == room && e.Heard > moment.Ticks).Select(e => e.Heard).Prepend(moment.Ticks).ToList();
        return heard.Zip(heard.Skip(1), (one, next) => Stopwatch.GetElapsedTime(one, next)).DefaultIfEmpty(TimeSpan.MaxValue).Max();
    }

    private IEnumerable<(string Room, DateTimeOffset At, long Heard)> After(string room, Moment moment) =>
        _events.Where(e => e.Room == room && e.At > moment.At);
}

/// <summary>A moment by the wall clock, which events carry, and by the stopwatch, which measures.</summary>
internal sealed record Moment(DateTimeOffset At, long Ticks)
{
    public static Moment Now() => new(DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
}
