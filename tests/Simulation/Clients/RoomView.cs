using OrleansChat.Gateway.Sessions;
using OrleansChat.Simulation.Checks;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Clients;

/// <summary>
/// A client's view of one room: its position, and what may come on its connection. It accepts exactly what
/// docs/protocol.md promises, and calls everything else a violation.
/// </summary>
internal sealed class RoomView(string client, Guid user, string room, int resumeEvents, Host host, Judge judge, Truth truth)
{
    // What came since a join was asked for; judged when its answer says where it starts.
    private readonly List<RoomEvent> _sinceAsked = [];
    private State _state;
    private ResumePosition? _askedFrom;
    private readonly Messages _messages = new();
    private Expected _expected = new();
    private bool _joinedHere;
    // The user is surely a member since this head: an older leave is history.
    private long _memberSince;

    private enum State
    {
        /// <summary>No join was answered on this connection, or the last one failed.</summary>
        Idle,

        /// <summary>A join is under way.</summary>
        Joining,

        /// <summary>Events come, each once and in order.</summary>
        Live,

        /// <summary>The user's own leave was the last event.</summary>
        Ended,
    }

    public string Room => room;

    /// <summary>Whether the client wants to be in the room.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Whether events come on the current connection.</summary>
    public bool IsLive => _state == State.Live;

    public bool IsJoining => _state == State.Joining;

    /// <summary>What the client would resume from; null before its first page.</summary>
    public (long Epoch, long Seq)? Position { get; private set; }

    /// <summary>A new connection: nothing is under way on it.</summary>
    public void Reconnected()
    {
        _state = State.Idle;
        _expected = new Expected();
        _joinedHere = false;
        _sinceAsked.Clear();
    }

    public void Asks(ResumePosition? after)
    {
        _state = State.Joining;
        _joinedHere = true;
        _askedFrom = after;
    }

    public void Failed()
    {
        _state = State.Idle;
        _expected.Fail();
        _sinceAsked.Clear();
    }

    public void Answered(JoinReply reply)
    {
        CheckReply(reply);
        if (reply.Page is { } page) CheckPage(page);
        var start = reply.Page is { } first ? (first.Events.IsEmpty ? 0 : first.Events[^1].Seq) : _askedFrom!.Value.Seq;
        Position = (reply.Epoch, start);
        if (reply.Page is { } shown)
        {
            _messages.Clear();
            foreach (var e in shown.Events) _messages.Apply(e);
        }

        _memberSince = reply.Page is null ? reply.Head : start;
        _expected.Begin(start);
        _state = State.Live;
        foreach (var e in _sinceAsked) Accept(e);
        _sinceAsked.Clear();
    }

    public void Hear(RoomEvent e)
    {
        judge.Heard(client, e);
        if (_state == State.Joining) _sinceAsked.Add(e);
        else if (_state == State.Idle && !_joinedHere) Fail(Guarantees.G4, $"heard {Judge.Words(e)} without having joined");
        else if (_state != State.Idle) Accept(e);
    }

    /// <summary>At the end, when everything has had time to come.</summary>
    public void Conclude(long head)
    {
        if (_state != State.Live) return;
        if (!_expected.IsAt(head)) Fail(Guarantees.G4, $"waits for {room}#{_expected}, but the head is {head}");
        if (Position?.Seq != head) return;
        foreach (var e in _messages.All)
        {
            // An edit whose text was deleted before it came says nothing any more.
            var now = truth.At(room, e.Seq, head)!;
            if (now.Deleted is not null) now = now with { Edited = e.Edited };
            if (now != e) Fail(Guarantees.G4, $"shows {Judge.Words(e)}, which is now {Judge.Words(now)}");
        }
    }

    private void Accept(RoomEvent e)
    {
        // (A page of an activation that is behind may end before the leave that the join made up for.)
        if (_state == State.Ended && _expected.IsCertain && !judge.WasDisputed(room))
        {
            Fail(Guarantees.G4, $"heard {Judge.Words(e)} after the user's own leave");
            return;
        }

        if (!_expected.Take(e.Seq))
        {
            Fail(Guarantees.G4, $"heard {Judge.Words(e)}, which can't come here");
            return;
        }

        // The leave was an earlier join's last event, and this is the newest one's first.
        _state = State.Live;
        if (Position is { } at && e.Seq == at.Seq + 1)
        {
            Position = (at.Epoch, e.Seq);
            _messages.Apply(e);
        }

        if (e.Kind == EventKind.Leave && e.Actor.Id == user && e.Seq > _memberSince) _state = State.Ended;
    }

    private void CheckReply(JoinReply reply)
    {
        if (_askedFrom is not { } from)
        {
            if (reply.Reset || reply.Page is null) Fail(Guarantees.G5, $"joined {room} without position and was answered {reply}");
        }
        else if (reply.Reset != reply.Page is not null)
        {
            Fail(Guarantees.G5, $"resumed {room} from {from} and was given neither a whole answer nor a reset: {reply}");
        }
        else if (!reply.Reset && !from.CanResume(new RoomPosition(room, reply.Epoch, reply.Head), int.MaxValue))
        {
            Fail(Guarantees.G5, $"resumed {room} from {from}, which is no place in {reply}");
        }
        else if (reply.Reset && !judge.WasDisputed(room) && from.CanResume(new RoomPosition(room, reply.Epoch, reply.Head), resumeEvents))
        {
            // (An activation that is behind may not know a position yet; then a reset is the truth it has.)
            Fail(Guarantees.G5, $"resumed {room} from {from} and got a reset without need: {reply}");
        }
    }

    private void CheckPage(HistoryPage page)
    {
        judge.Shown(page, client);
        var last = page.Events.IsEmpty ? 0 : page.Events[^1].Seq;
        if (last != page.Head) Fail(Guarantees.G5, $"got a latest page of {room} that ends at {last}, with head {page.Head}");
        for (var i = 1; i < page.Events.Length; i++)
        {
            if (page.Events[i].Seq != page.Events[i - 1].Seq + 1) Fail(Guarantees.G5, $"got a page of {room} with a gap before {page.Events[i].Seq}");
        }
    }

    private void Fail(string guarantee, string what) => host.Fail(guarantee, $"{client} {what}");
}
