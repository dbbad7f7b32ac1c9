using System.Collections.Immutable;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// One session's place in one room: up to where it has been given the events, and since when its user is surely a
/// member. Used by one caller at a time: first by who attaches it, then under the fan-out's lock.
/// </summary>
/// <param name="session">Whose place it is.</param>
/// <param name="epoch">Of which log the position is.</param>
/// <param name="position">The last event the client has; it gets what comes after it.</param>
/// <param name="memberSince">The head when the room said that the user is a member. A leave at or before it is history.</param>
internal sealed class Attachment(Session session, long epoch, long position, long memberSince)
{
    public Session Session => session;

    /// <summary>Of which log the position is.</summary>
    public long Epoch => epoch;

    /// <summary>The last event given to the session.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Whether the user has left, and hears nothing more.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Gives the session what it doesn't have yet, up to its user's own leave.</summary>
    public void Deliver(EventFrame frame)
    {
        if (HasLeft || frame.Events[^1].Seq <= Position) return;
        var end = LeaveIn(frame);
        if (frame.Events[0].Seq > Position && end < 0)
        {
            // The common case: the frame as it is, shared with everybody.
            session.Deliver(frame);
        }
        else
        {
            var count = end < 0 ? frame.Events.Length : end + 1;
            foreach (var part in EventFrame.Encode([.. frame.Events.Take(count).Where(e => e.Seq > Position)])) session.Deliver(part);
        }

        HasLeft = end >= 0;
        Position = frame.Events[^1].Seq;
    }

    /// <summary>Whether the user left in these events, after having joined.</summary>
    public static bool HasLeftIn(ImmutableArray<RoomEvent> events, Guid user, long memberSince) =>
        events.Any(e => e.Kind == EventKind.Leave && e.Actor.Id == user && e.Seq > memberSince);

    private int LeaveIn(EventFrame frame)
    {
        if (!frame.HasLeave) return -1;
        for (var i = 0; i < frame.Events.Length; i++)
        {
            var e = frame.Events[i];
            if (e.Kind == EventKind.Leave && e.Actor.Id == session.User.Id && e.Seq > memberSince) return i;
        }

        return -1;
    }
}
