using System.Globalization;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Grains.Local;
using OrleansChat.Simulation.Machine;
using OrleansChat.Simulation.Network;

namespace OrleansChat.Simulation.Clients;

/// <summary>
/// One device of a user, and a client as docs/protocol.md wants it: it remembers its positions, resumes, honours a
/// reset, and sends again, with the same id, what wasn't answered. Beyond that it does whatever the dice say.
/// </summary>
internal sealed class SimClient
{
    private readonly SimWorld _world;
    private readonly Host _host;
    private readonly Dice _dice;
    private readonly Dictionary<string, RoomView> _views;
    private readonly List<(string Room, WriteRequest Request)> _sent = [];
    private readonly Dictionary<(int, string), int> _places = [];
    private Wire? _wire;
    private int _said;
    private int _sending;

    public SimClient(SimWorld world, Actor user, string name)
    {
        (_world, _host, _dice) = (world, world.Host, world.Host.Dice);
        (User, Name) = (user, name);
        Mailbox = new Process(_host.Scheduler).NewMailbox();
        _views = world.Rooms.ToDictionary(
            room => room,
            room => new RoomView(name, user.Id, room, world.Climate.Sessions.ResumeEvents, _host, world.Judge, world.Truth),
            StringComparer.Ordinal);
    }

    public Actor User { get; }

    public string Name { get; }

    public Mailbox Mailbox { get; }

    /// <summary>Whether it takes what it is sent.</summary>
    public bool IsReading { get; private set; } = true;

    /// <summary>Whether, after the weather has cleared, it has everything it wants.</summary>
    public bool IsSettled => _sending == 0 && IsConnected && IsReading && _views.Values.All(view => !view.IsWanted || view.IsLive);

    private bool IsConnected => _wire is { IsLost: false };

    /// <summary>Lives until the end of the run.</summary>
    public async Task Live()
    {
        while (true)
        {
            await Task.Delay(_dice.Millis(1, _world.IsEnding ? 400 : 1_200), _host.Time);
            if (!IsConnected) Connect();
            else if (_world.IsEnding) ComeHome();
            else Act();
        }
    }

    /// <summary>Events have come.</summary>
    public void Hear(Wire wire, IReadOnlyList<RoomEvent> events)
    {
        if (wire != _wire) return;
        _host.Trace.Note(Name, $"hears {events[0].Room}#{events[0].Seq}-{events[^1].Seq}");
        foreach (var e in events) _views[e.Room].Hear(e);
    }

    /// <summary>At the end: is everything there?</summary>
    public void Conclude()
    {
        foreach (var view in _views.Values) view.Conclude(_world.Truth.Of(view.Room).Count);
    }

    /// <summary>Reads again, if it had stopped.</summary>
    public void Read()
    {
        IsReading = true;
        _wire?.Resume();
    }

    /// <summary>Somebody pulls the plug.</summary>
    public void CutWire() => _wire?.Cut();

    private void Connect()
    {
        var open = _world.Gateways.Where(gateway => gateway.IsOpen).ToList();
        if (open.Count == 0 || (!_world.IsEnding && _dice.Chance(0.3))) return;
        var gateway = _dice.Pick(open);
        _wire = gateway.Connect(this);
        _host.Trace.Note(Name, $"connects to {gateway.Name} as {_wire.Id}");
        foreach (var view in _views.Values) view.Reconnected();
    }

    /// <summary>Comes back to every room it wants to be in.</summary>
    private void ComeHome()
    {
        Read();
        foreach (var view in _views.Values.Where(view => view is { IsWanted: true, IsLive: false, IsJoining: false })) Join(view);
    }

    private void Act()
    {
        var view = _views[_dice.Pick(_world.Rooms)];
        switch (_dice.Below(100))
        {
            case < 28 when view.IsLive || _dice.Chance(0.1):
                Say(view.Room);
                break;
            case < 48 when view.Position is not null:
                Change(view);
                break;
            case < 55:
                SayInOneGo(view.Room);
                break;
            case < 57 when _sent.Count > 0:
                SayOtherwise();
                break;
            case < 60 when _sent.Count > 0:
                SayAgain();
                break;
            case < 68 when view.IsLive && !view.IsJoining:
                Leave(view);
                break;
            case < 74:
                ReadHistory(view);
                break;
            case < 77:
                StopReading();
                break;
            case < 81:
                _wire!.Cut();
                break;
            default:
                if (!view.IsJoining && (!view.IsLive || _dice.Chance(0.1))) Join(view);
                break;
        }
    }

    private void Join(RoomView view)
    {
        var wire = _wire!;
        ResumePosition? after = view.Position is { } at && _dice.Chance(0.9)
            ? new ResumePosition(_dice.Chance(0.8) ? at.Epoch : null, at.Seq)
            : null;
        view.IsWanted = true;
        view.Asks(after);
        _host.Trace.Note(Name, $"joins {view.Room} after {after?.Seq}");
        _host.Begin(Mailbox, async () =>
        {
            try
            {
                var reply = await wire.Invoke("join", async session =>
                    _world.Fault.Reply(await session.Join(view.Room, _world.Fault.Resume(after))));
                if (wire != _wire) return;
                _host.Trace.Note(Name, $"is in {view.Room}, head {reply.Head}{(reply.Reset ? ", reset" : "")}{(reply.Page is null ? "" : ", page")}");
                view.Answered(reply);
            }
            catch (Exception e) when (e is ChatException or ConnectionLostException)
            {
                if (wire != _wire) return;
                view.Failed();
                // Some begin anew with a connection of their own, on which nothing is left of this attempt.
                if (_dice.Chance(0.5)) wire.Cut();
            }
        });
    }

    private void Leave(RoomView view)
    {
        var wire = _wire!;
        view.IsWanted = false;
        _host.Trace.Note(Name, $"leaves {view.Room}");
        _host.Begin(Mailbox, async () =>
        {
            try
            {
                await wire.Invoke("leave", session => session.Leave(view.Room));
            }
            catch (Exception e) when (e is ChatException or ConnectionLostException)
            {
                // Whether it has left will be seen by its events.
                _host.Trace.Note(Name, $"doesn't know whether it left {view.Room}");
            }
        });
    }

    private void ReadHistory(RoomView view)
    {
        var wire = _wire!;
        long? before = view.Position is { } at && _dice.Chance(0.7) ? 1 + _dice.Below((int)at.Seq + 2) : null;
        var limit = 1 + _dice.Below(20);
        _host.Begin(Mailbox, async () =>
        {
            try
            {
                var page = await wire.Invoke("history", session => session.History(view.Room, before, limit));
                _world.Judge.Shown(page, Name);
            }
            catch (Exception e) when (e is ChatException or ConnectionLostException)
            {
                _host.Trace.Note(Name, $"can't read {view.Room}");
            }
        });
    }

    private void StopReading()
    {
        if (!IsReading) return;
        IsReading = false;
        _host.Trace.Note(Name, "stops reading");
        _host.After(_dice.Millis(10, 15_000), Read);
    }

    private void Say(string room) => Send(room, WriteRequest.Message(User, _dice.Id(), NextText()));

    /// <summary>Answers or changes one of the last messages, or what only looks like one.</summary>
    private void Change(RoomView view)
    {
        var target = Math.Max(1, view.Position!.Value.Seq - _dice.Below(12));
        Send(view.Room, _dice.Below(6) switch
        {
            0 => WriteRequest.Message(User, _dice.Id(), NextText(), target),
            1 or 2 => WriteRequest.Edit(User, _dice.Id(), target, NextText()),
            3 => WriteRequest.Delete(User, _dice.Id(), target),
            4 => WriteRequest.React(User, _dice.Id(), target, _dice.Pick("👍", "🎉")),
            _ => WriteRequest.Unreact(User, _dice.Id(), target, _dice.Pick("👍", "🎉")),
        });
    }

    private void SayInOneGo(string room)
    {
        for (var i = 2 + _dice.Below(4); i > 0; i--) Say(room);
    }

    /// <summary>The same id, the same text: a client that forgot its ack.</summary>
    private void SayAgain()
    {
        var (room, request) = _dice.Pick(_sent);
        Send(room, request);
    }

    /// <summary>The same id for something else: a client with a fault.</summary>
    private void SayOtherwise()
    {
        var (room, request) = _dice.Pick(_sent);
        Send(room, request.Text is null ? request with { Target = request.Target + 1 } : request with { Text = NextText() });
    }

    private string NextText() => string.Create(CultureInfo.InvariantCulture, $"{Name}-{++_said}");

    private void Send(string room, WriteRequest request)
    {
        _sent.Add((room, request));
        _host.Begin(Mailbox, () => SendUntilAnswered(room, request));
    }

    private async Task SendUntilAnswered(string room, WriteRequest request)
    {
        _sending++;
        _world.Judge.Wanted(room, request);
        for (var attempt = 1; !await TrySend(room, request, attempt); attempt++)
        {
            // Some give up; what they asked for may or may not be written.
            if (!_world.IsEnding && _dice.Chance(0.15)) break;
            await Task.Delay(_dice.Millis(50, 2_000), _host.Time);
        }

        _sending--;
    }

    /// <summary>Sends it once; true when there is a final answer.</summary>
    private async Task<bool> TrySend(string room, WriteRequest request, int attempt)
    {
        if (!IsConnected) return false;
        var wire = _wire!;
        var place = _places[(wire.Number, room)] = _places.GetValueOrDefault((wire.Number, room)) + 1;
        _host.Trace.Note(Name, $"writes {request.Kind} {request.Text ?? request.Emoji} {request.Target} in {room} ({attempt})");
        try
        {
            var ack = await wire.Write(room, request);
            _host.Trace.Note(Name, $"has ack {room}#{ack.Seq} for {request.Text ?? request.Emoji}");
            var first = attempt == 1 && _sent.Count(sent => sent.Request.Id == request.Id) == 1;
            _world.Judge.Acknowledged(room, request, ack, wire.Number, first ? place : null);
            return true;
        }
        catch (ChatException refusal)
        {
            return refusal.Info.Retry == Retry.Never;
        }
        catch (ConnectionLostException)
        {
            return false;
        }
    }
}
