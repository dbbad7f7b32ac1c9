using System.Collections.Concurrent;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>
/// Guests who came by <c>join room</c> leave their room when they go: nobody else would ever end their membership. Those
/// whose connection was lost are waited for; a client that comes back in time goes on where it was.
/// </summary>
internal sealed class Farewells(SessionRegistry sessions, SocketIoSettings settings, TimeProvider time, ILogger<SocketIoConnection> log)
{
    private readonly ConcurrentDictionary<Guid, Place> _awaited = new();

    /// <summary>A guest's connection is lost: they may come back, and go on from here.</summary>
    public void Expect(Guid user, Place place) => _awaited[user] = place;

    /// <summary>Has a guest who is gone leave: at once, or when nobody has come back in time.</summary>
    public async Task Leave(Session session, Place place, bool expected)
    {
        var user = session.User.Id;
        if (expected)
        {
            await Task.Delay(settings.LeaveAfter, time);
            if (!_awaited.TryRemove(KeyValuePair.Create(user, place))) return;
        }

        // Another connection of theirs is still there, perhaps in the same room.
        if (!sessions.Of(user).IsEmpty) return;
        try
        {
            await session.Leave(place.Room);
        }
        catch (ChatException e)
        {
            log.LeaveFailed(user, place.Room, e.Message);
        }
    }

    /// <summary>Somebody has come back: where they were, if they were awaited.</summary>
    public Place? Back(Guid user) => _awaited.TryRemove(user, out var place) ? place : null;
}
