using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Sessions;

internal sealed partial class Session
{
    /// <summary>Becomes a member, if not yet, and hears the room from <paramref name="after"/> on: see <see cref="JoinReply"/>.</summary>
    public async Task<JoinReply> Join(string? name, ResumePosition? after) => await Enter(name!, await Enlist(name, after), after, null);

    /// <summary>The same for doors whose people come and go with their connection: a membership that begins with a visit
    /// ends with the user's last connection, see <see cref="EndVisits"/>. One that was there before stays.</summary>
    /// <param name="name">The room's name.</param>
    /// <param name="after">Where the client stands; null for one that knows nothing.</param>
    /// <param name="show">Is given the page, if there is one, before any live event comes.</param>
    public async Task<JoinReply> Visit(string? name, ResumePosition? after, Func<HistoryPage, Task>? show = null)
    {
        CheckRoom(name);
        var membership = await services.Visits.Begin(User.Id, async visited =>
        {
            // Whoever is gone would never leave again.
            if (Volatile.Read(ref _closed) != 0) throw new ChatException(ErrorCode.GoingAway);
            var begun = await BecomeMember(name!, after);
            if (begun.IsNew) visited.Add(name!);
            return begun;
        });
        return await Enter(name!, membership, after, show);
    }

    /// <summary>Leaves the rooms that were visited: the user's last connection is gone. A room that can't be reached is
    /// left out; nobody waits for an answer.</summary>
    /// <param name="isBack">Whether the user has a connection again, whose visit it then is.</param>
    public Task EndVisits(Func<bool> isBack) => services.Visits.End(User.Id, isBack, async room =>
    {
        try
        {
            var request = new LeaveRequest(User, Guid.CreateVersion7());
            await services.Calls.Run(() => services.Engine.Room(room).Leave(request));
        }
        catch (Exception e)
        {
            services.Log.VisitNotEnded(ConnectionId, room, e.Message);
        }
    });

    /// <summary>Becomes a member, if not yet, to stay, and hears nothing of it.</summary>
    public Task<Membership> Enlist(string? name, ResumePosition? after = null)
    {
        CheckRoom(name);
        return services.Visits.Outlast(User.Id, name!, () => BecomeMember(name!, after));
    }

    /// <summary>Ends the membership. The leave itself is the last event the user hears of the room.</summary>
    public async Task<RoomPosition> Leave(string? name)
    {
        CheckRoom(name);
        services.Rates.CheckCommand(User.Id);
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

    private Task<Membership> BecomeMember(string name, ResumePosition? after)
    {
        services.Rates.CheckCommand(User.Id);
        // The same id for every attempt: a join whose answer was lost is not written twice.
        var request = new JoinRequest(User, Guid.CreateVersion7(), after?.Seq ?? 0);
        return services.Calls.Run(() => services.Engine.Room(name).Join(request));
    }

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

        var page = await Read(services.Engine.Room(name), new PageQuery(Limit: services.Options.FirstPageEvents));
        if (page.Epoch != joined.Epoch) throw new ChatException(ErrorCode.EpochChanged);
        // Another connection of this user may have left meanwhile.
        if (Attachment.HasLeftIn(page.Events, User.Id, joined.Head)) throw new ChatException(ErrorCode.NotAMember);
        if (show is not null) await show(page);
        await Attach(name, new Attachment(this, joined.Epoch, page.Events.IsEmpty ? 0 : page.Events[^1].Seq, joined.Head));
        return new JoinReply(name, page.Epoch, page.Head, Reset: after is not null, role, page);
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
                _epochs[room] = attachment.Epoch;
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
