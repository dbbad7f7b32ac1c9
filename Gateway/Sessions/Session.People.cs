using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Sessions;

internal sealed partial class Session
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    // Rooms' clocks and this one's may differ by as much.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _began = services.Time.GetUtcNow();

    // One lookup at a time, so that what is said to people by name keeps its order.
    private readonly SemaphoreSlim _addressing = new(1, 1);

    /// <summary>Says something to one person, whom the name belongs to now. The answer's room can be written to directly.</summary>
    /// <exception cref="ChatException">NoSuchUser, and all that <see cref="Send"/> says.</exception>
    public async Task<Ack> Direct(string? name, string? id, string? text)
    {
        Task<Ack> written;
        await _addressing.WaitAsync();
        try
        {
            var peer = await Find(name);
            written = Send(DirectRooms.Name(User.Id, peer.User.Id), id, text);
        }
        finally
        {
            _addressing.Release();
        }

        return await written;
    }

    /// <summary>Takes another name, on all of the user's connections and in all their rooms.</summary>
    /// <param name="name">The name to bear.</param>
    /// <param name="takeSuggestion">Whether a free name like it will do: for doors that can't ask again.</param>
    /// <exception cref="ChatException">BadName, NameTaken, RateLimited, Unavailable, OutcomeUnknown.</exception>
    public async Task<Actor> Rename(string? name, bool takeSuggestion = false)
    {
        TextRules.CheckName(name);
        CheckOpen();
        services.Rates.CheckRename(User.Id);
        var request = new RenameRequest(name!, Guid.CreateVersion7(), takeSuggestion);
        var renamed = await services.Calls.Run(() => services.Engine.User(User.Id).Rename(request));
        Take(renamed);
        return renamed;
    }

    /// <summary>Takes the user's new name, and tells the client once.</summary>
    public void Take(Actor renamed)
    {
        var before = Interlocked.Exchange(ref _user, renamed);
        if (!string.Equals(before.Name, renamed.Name, StringComparison.Ordinal)) Deliver(new NoticeFrame(new RenamedNotice(renamed)));
    }

    /// <summary>
    /// A direct room has news: from now on this connection hears it, beginning with what was said since the connection
    /// began, so that a notice that was lost costs nothing. It is not the client that asks for this, so it is tried until it
    /// works or the connection ends. Of more than <see cref="SessionSettings.DirectRooms"/> the further ones aren't opened:
    /// the client is told that they have news, and finds it in the history.
    /// </summary>
    public async Task Hear(DirectNews news, Func<Guid, Task<Actor>> nameOf)
    {
        // Who hears the room already is given the news by its fan-out.
        if (_rooms.ContainsKey(news.Room) || !_opening.TryAdd(news.Room, 0)) return;
        try
        {
            if (_rooms.Keys.Count(DirectRooms.IsDirect) >= services.Options.DirectRooms)
            {
                Deliver(new NoticeFrame(new DirectNotice(news.Room, await nameOf(DirectRooms.PeerOf(news.Room, User.Id)))));
                return;
            }

            for (var told = false; Volatile.Read(ref _closed) == 0;)
            {
                try
                {
                    var peer = await nameOf(DirectRooms.PeerOf(news.Room, User.Id));
                    var (epoch, after) = await SinceBeginning(news);
                    if (!told) Deliver(new NoticeFrame(new DirectNotice(news.Room, peer)));
                    told = true;
                    await Attach(news.Room, new Attachment(this, epoch, after, after), unlessHeard: true);
                    return;
                }
                catch (ChatException e) when (e.Code is ErrorCode.EpochChanged or ErrorCode.NoSuchRoom)
                {
                    await Close(ErrorCode.EpochChanged);
                }
                catch (ChatException)
                {
                    await Task.Delay(Retry, services.Time);
                }
                catch (Exception e)
                {
                    services.Log.Failed(ConnectionId, "news", e);
                    await Task.Delay(Retry, services.Time);
                }
            }
        }
        finally
        {
            _opening.TryRemove(news.Room, out _);
        }
    }

    private async Task<(long Epoch, long After)> SinceBeginning(DirectNews news)
    {
        var all = await services.Calls.Run(
            () => services.Engine.Directory.ReadDirectNews([User.Id], _began - ClockMargin), ErrorCode.Unavailable);
        var found = all.FirstOrDefault(one => one.Room == news.Room);
        return found is null || found.Epoch != news.Epoch ? (news.Epoch, news.After) : (news.Epoch, Math.Min(found.After, news.After));
    }

    /// <summary>Finds whoever bears a name.</summary>
    /// <exception cref="ChatException">NoSuchUser, RateLimited, Unavailable.</exception>
    public async Task<UserInfo> Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 2 * Limits.NameLength) throw new ChatException(ErrorCode.NoSuchUser);
        CheckCommand();
        return await services.Calls.Run(() => services.Engine.Directory.FindUser(name), ErrorCode.Unavailable)
            ?? throw new ChatException(ErrorCode.NoSuchUser);
    }
}
