using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// One connection of one user, whatever its door: the commands, the limits, and the way out for events. Author and
/// session come from the token, never from a command's arguments (G10). Every command fails with
/// <see cref="ChatException"/> only.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle isn't used holds nothing to dispose.")]
internal sealed class Session(SessionInfo info, string tokenHash, IClientConnection connection, SessionServices services)
{
    private static readonly TimeSpan PatienceWithReader = TimeSpan.FromSeconds(10);

    private readonly Outbox _outbox = new(services.Options);
    private readonly ConcurrentDictionary<string, RoomFanout> _rooms = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _attaching = new(1, 1);
    private int _closed;

    public Actor User => info.User;

    public DateTimeOffset ExpiresAt => info.ExpiresAt;

    /// <summary>Which token this connection came with.</summary>
    public string TokenHash => tokenHash;

    public string ConnectionId => connection.Id;

    /// <summary>Becomes a member, if not yet, and hears the room from <paramref name="after"/> on: see <see cref="JoinReply"/>.</summary>
    public async Task<JoinReply> Join(string? name, ResumePosition? after)
    {
        TextRules.CheckRoomName(name);
        services.Rates.CheckCommand(User.Id);
        var room = services.Engine.Room(name!);
        // The same id for every attempt: a join whose answer was lost is not written twice.
        var request = new JoinRequest(User, Guid.CreateVersion7(), after?.Seq ?? 0);
        var joined = (await services.Calls.Run(() => room.Join(request))).Position;

        if (after is { } at && at.CanResume(joined, services.Options.ResumeEvents))
        {
            await Attach(name!, new Attachment(this, at.Seq, joined.Head));
            return new JoinReply(name!, joined.Epoch, joined.Head, Reset: false, Page: null);
        }

        var page = await Read(room, new ReadRequest(ReadDirection.Before, long.MaxValue, services.Options.FirstPageEvents));
        // Another connection of this user may have left meanwhile.
        if (Attachment.HasLeftIn(page.Events, User.Id, joined.Head)) throw new ChatException(ErrorCode.NotAMember);
        await Attach(name!, new Attachment(this, page.Events.IsEmpty ? 0 : page.Events[^1].Seq, joined.Head));
        return new JoinReply(name!, page.Epoch, page.Head, Reset: after is not null, page);
    }

    /// <summary>Ends the membership. The leave itself is the last event the user hears of the room.</summary>
    public async Task<RoomPosition> Leave(string? name)
    {
        TextRules.CheckRoomName(name);
        services.Rates.CheckCommand(User.Id);
        var request = new LeaveRequest(User, Guid.CreateVersion7());
        return await services.Calls.Run(() => services.Engine.Room(name!).Leave(request));
    }

    /// <summary>Writes a message. With the id of an earlier one, returns that one's ack. Messages of one connection to one
    /// room keep the order in which this is called: there is no await before the queue.</summary>
    public Task<Ack> Send(string? name, string? id, string? text)
    {
        TextRules.CheckRoomName(name);
        // The parser is lenient (spaces, signs); an ack must repeat the id as it was sent.
        if (!Guid.TryParseExact(id, "D", out var parsed) || parsed == Guid.Empty
            || !string.Equals(parsed.ToString("D"), id, StringComparison.OrdinalIgnoreCase)) throw new ChatException(ErrorCode.BadId);
        TextRules.CheckText(text);
        services.Rates.CheckMessage(User.Id);
        return services.Senders.Send(name!, WriteRequest.Message(User, parsed, text!));
    }

    /// <summary>Reads a page of events with a seq under <paramref name="before"/>, or the latest.</summary>
    public Task<HistoryPage> History(string? name, long? before, int limit)
    {
        TextRules.CheckRoomName(name);
        services.Rates.CheckCommand(User.Id);
        return Read(services.Engine.Room(name!), new ReadRequest(ReadDirection.Before, before ?? long.MaxValue, limit));
    }

    /// <summary>Counts a refusal. False, and the connection is closed, when a client does nothing but be refused: it must
    /// not fill the log.</summary>
    public bool MayBeRefused()
    {
        if (services.Rates.TakeRefusal(User.Id)) return true;
        _ = Close(ErrorCode.RateLimited);
        return false;
    }

    /// <summary>Puts events in the outbox. Never waits: a full outbox closes this session, and only this one (G8).</summary>
    public void Deliver(EventFrame frame)
    {
        if (_outbox.TryAdd(frame) || Volatile.Read(ref _closed) != 0) return;
        AbortSlowReader();
    }

    /// <summary>Waits until the outbox is at most half full. A client that doesn't read is not waited for long.</summary>
    /// <exception cref="ChatException">SlowConsumer.</exception>
    public async Task WaitForSpace()
    {
        try
        {
            await _outbox.WaitForSpace().WaitAsync(PatienceWithReader, services.Time);
        }
        catch (TimeoutException)
        {
            AbortSlowReader();
            throw new ChatException(ErrorCode.SlowConsumer);
        }

        if (Volatile.Read(ref _closed) != 0) throw new ChatException(ErrorCode.GoingAway);
    }

    /// <summary>Sends what comes into the outbox, until the session ends.</summary>
    public async Task Run()
    {
        try
        {
            await _outbox.Run(connection.Write);
        }
        catch (Exception e)
        {
            services.Log.WriteFailed(ConnectionId, e.Message);
            connection.Abort();
        }
    }

    /// <summary>Tells the client why, and ends the connection. Further calls do nothing.</summary>
    public async Task Close(ErrorCode reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        services.Log.Closing(ConnectionId, User.Id, (int)reason, ErrorTable.Of(reason).Name);
        await connection.Close(reason);
    }

    /// <summary>The user has left this room, and nothing more comes of it.</summary>
    public void Forget(RoomFanout fanout) => _rooms.TryRemove(KeyValuePair.Create(fanout.Name, fanout));

    /// <summary>The connection is gone: forget it everywhere.</summary>
    public void End()
    {
        Volatile.Write(ref _closed, 1);
        foreach (var fanout in _rooms.Values) fanout.Detach(this);
        _outbox.Complete();
    }

    private async Task Attach(string room, Attachment attachment)
    {
        // One after another: they share the outbox, whose free half each of them counts on.
        await _attaching.WaitAsync();
        try
        {
            while (true)
            {
                var fanout = await services.Calls.Run(() => services.Fanouts.Open(room), ErrorCode.Unavailable);
                // A client that joins again starts from the position it says now, and from nowhere else.
                fanout.Detach(this);
                _rooms[room] = fanout;
                if (await fanout.Attach(attachment)) break;
                await fanout.Closed;
            }
        }
        finally
        {
            _attaching.Release();
        }

        // The connection may have ended while we attached; whoever is second forgets it.
        if (Volatile.Read(ref _closed) != 0) End();
    }

    private Task<HistoryPage> Read(IRoomGrain room, ReadRequest request) =>
        services.Calls.Run(() => room.Read(request), ErrorCode.Unavailable);

    private void AbortSlowReader()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        const ErrorCode Reason = ErrorCode.SlowConsumer;
        services.Log.Closing(ConnectionId, User.Id, (int)Reason, ErrorTable.Of(Reason).Name);
        // A peer that doesn't read can't be told; it finds the connection ended and comes back with its position.
        connection.Abort();
    }
}
