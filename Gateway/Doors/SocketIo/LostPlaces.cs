using System.Collections.Concurrent;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>Where guests stood whose connections were lost: a client that comes back before they have left goes on there.</summary>
internal sealed class LostPlaces(SocketIoSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Place> _places = new();

    /// <summary>Remembers a place until its user takes it, or would have left it.</summary>
    public async Task Remember(Guid user, Place place)
    {
        _places[user] = place;
        await Task.Delay(settings.LeaveAfter, time);
        _places.TryRemove(KeyValuePair.Create(user, place));
    }

    /// <summary>Somebody is back: where they were, if that is remembered.</summary>
    public Place? Take(Guid user) => _places.TryRemove(user, out var place) ? place : null;
}
