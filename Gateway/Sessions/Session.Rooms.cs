using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Sessions;

internal sealed partial class Session
{
    // More than anybody may be in: beyond it, rooms that were left are forgotten.
    private const int RememberedEpochs = 2_000;

    /// <summary>Becomes a member, if not yet, and hears the room from <paramref name="after"/> on: see <see cref="JoinReply"/>.</summary>
    public async Task<JoinReply> Join(string? name, ResumePosition? after) => await Enter(name!, await Enlist(name, after), after, null);

    /// <summary>The same for doors whose people come and go with their connection: a membership that begins with a visit
    /// ends with the user's last connection (<see cref="IUserGrain.Visit"/>). One that was there before stays.</summary>
    /// <param name="name">The room's name.</param>
    /// <param name="after">Where the client stands; null for one that knows nothing.</param>
    /// <param name="show">Is given what was before the join, unless the client resumes; then comes every event since, live.</param>
    public async Task<JoinReply> Visit(string? name, ResumePosition? after, Func<HistoryPage, Task>? show = null)
    {
        var join = ToJoin(name, after);
        var request = new VisitRequest(name!, join);
        return await Enter(name!, await services.Calls.Run(() => services.Engine.User(User.Id).Visit(request)), after, show);
    }

    /// <summary>Ends the visits: the user has no connection here any more. Never fails; what can't be ended now is later.</summary>
    /// <param name="last">The last connection that began here.</param>
    public async Task EndVisits(Arrival last)
    {
        try
        {
            await services.Engine.User(User.Id).EndVisits(last);
        }
        catch (Exception e)
        {
            services.Log.VisitsNotEnded(ConnectionId, e.Message);
        }
    }

    /// <summary>Makes all visits of this user memberships like others: they have what brings them back.</summary>
    public Task Stay() => Stay(null);

    /// <summary>Becomes a member, if not yet, to stay, and hears nothing of it.</summary>
    public async Task<Membership> Enlist(string? name, ResumePosition? after = null)
    {
        var join = ToJoin(name, after);
        // A visit that goes on stays, and one that is just ending has ended first.
        if (!DirectRooms.IsDirect(name!)) await Stay(name);
        return await services.Calls.Run(() => services.Engine.Room(name!).Join(join));
    }

    /// <summary>Ends the membership. The leave itself is the last event the user hears of the room.</summary>
    public async Task<RoomPosition> Leave(string? name)
    {
        CheckRoom(name);
        CheckCommand();
        var request = new LeaveRequest(User, Guid.CreateVersion7());
        return await services.Calls.Run(() => services.Engine.Room(name!).Leave(request));
    }

    /// <summary>The user has left this room, and nothing more comes of it.</summary>
    public void Forget(RoomFanout fanout) => _rooms.TryRemove(KeyValuePair.Create(fanout.Name, fanout));

    /// <summary>Checks a room's name. Of other people's direct rooms nobody is told more than of one that isn't there.</summary>
    /// <exception cref="ChatException">BadRoomName, NoSuchRoom.</exception>
    private void CheckRoom(string? name)
    {
        if (!DirectRooms.TryParse(name, out var one, out var other)) TextRules.CheckRoomName(name);
        else if (one != User.Id && other != User.Id) throw new ChatException(ErrorCode.NoSuchRoom);
    }

    private JoinRequest ToJoin(string? name, ResumePosition? after)
    {
        CheckRoom(name);
        CheckCommand();
        // The same id for every attempt: a join whose answer was lost is not written twice.
        return new JoinRequest(User, Guid.CreateVersion7(), after?.Seq ?? 0);
    }

    private Task<bool> Stay(string? room) => services.Calls.Run(
        async () =>
        {
            await services.Engine.User(User.Id).Stay(room);
            return true;
        },
        ErrorCode.Unavailable);

    private async Task<JoinReply> Enter(string name, Membership membership, ResumePosition? after, Func<HistoryPage, Task>? show)
    {
        try
        {
            return await BeginHearing(name, membership, after, show);
        }
        catch (ChatException e) when (e.Code is ErrorCode.EpochChanged or ErrorCode.NoSuchRoom)
        {
            // The room that was joined a moment ago is no longer what it was: a backup was restored.
            _ = Close(ErrorCode.EpochChanged);
            throw new ChatException(ErrorCode.EpochChanged);
        }
    }

    private async Task<JoinReply> BeginHearing(string name, Membership membership, ResumePosition? after, Func<HistoryPage, Task>? show)
    {
        var (joined, role, _) = membership;
        if (after is { } at && at.CanResume(joined, services.Options.ResumeEvents))
        {
            await Attach(name, new Attachment(this, joined.Epoch, at.Seq, joined.Head));
            return new JoinReply(name, joined.Epoch, joined.Head, Reset: false, role, Page: null);
        }

        // What is shown ends with the join: everything behind it comes live.
        var query = new PageQuery(Before: show is null ? null : joined.Head + 1, Limit: services.Options.FirstPageEvents);
        var page = await Read(services.Engine.Room(name), query);
        if (page.Epoch != joined.Epoch) throw new ChatException(ErrorCode.EpochChanged);
        // Another connection of this user may have left meanwhile.
        if (Attachment.HasLeftIn(page.Events, User.Id, joined.Head)) throw new ChatException(ErrorCode.NotAMember);
        if (show is not null) await show(page);
        var from = show is not null ? joined.Head : page.Events.IsEmpty ? 0 : page.Events[^1].Seq;
        await Attach(name, new Attachment(this, joined.Epoch, from, joined.Head));
        return new JoinReply(name, page.Epoch, page.Head, Reset: after is not null, role, page);
    }

    private void NoteEpoch(string room, long epoch)
    {
        if (_epochs.Count >= RememberedEpochs)
            foreach (var left in _epochs.Keys.Where(known => !_rooms.ContainsKey(known))) _epochs.TryRemove(left, out _);
        _epochs[room] = epoch;
    }

    /// <summary>Hears a room from the attachment's position on; <paramref name="unlessHeard"/> leaves it as it is where the
    /// client came first.</summary>
    private async Task Attach(string room, Attachment attachment, bool unlessHeard = false)
    {
        // One after another: they share the outbox, whose free half each of them counts on.
        await _attaching.WaitAsync();
        try
        {
            if (unlessHeard && _rooms.ContainsKey(room)) return;
            while (true)
            {
                var fanout = await services.Calls.Run(() => services.Fanouts.Open(room, attachment.Epoch), ErrorCode.Unavailable);
                // A client that joins again starts from the position it says now, and from nowhere else.
                fanout.Detach(this);
                _rooms[room] = fanout;
                NoteEpoch(room, attachment.Epoch);
                if (await fanout.Attach(attachment)) break;
                await fanout.Closed;
            }
        }
        catch
        {
            // It isn't heard, and must not look so.
            _rooms.TryRemove(room, out _);
            throw;
        }
        finally
        {
            _attaching.Release();
        }

        // The connection may have ended while we attached; whoever is second forgets it.
        if (Volatile.Read(ref _closed) != 0) End();
    }
}
