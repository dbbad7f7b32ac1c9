using System.Collections.Immutable;

namespace OrleansChat.Grains.Rooms;

/// <content>Rooms of two people, and of nobody else: <see cref="DirectRooms"/>.</content>
public abstract partial class Room
{
    // What presence hasn't been told yet, and whether it is being told.
    private DirectNews? _news;
    private bool _telling;

    private bool IsDirect => DirectRooms.IsDirect(Name);

    /// <summary>The way to other grains.</summary>
    protected abstract IOtherGrains Others { get; }

    /// <summary>Whether this room shows itself to a user. A direct room is to others like one that isn't there.</summary>
    private bool IsVisibleTo(Guid user) => !IsDirect || DirectRooms.IsFor(Name, user);

    /// <exception cref="ChatException">NoSuchRoom.</exception>
    private void CheckVisibleTo(Guid user)
    {
        if (!IsVisibleTo(user)) throw new ChatException(ErrorCode.NoSuchRoom);
    }

    /// <summary>Answers one of a direct room's people who would join: they have always been a member.</summary>
    private async Task<Membership> JoinDirect(JoinRequest request)
    {
        CheckVisibleTo(request.Actor.Id);
        await Load();
        await CatchUpTo(request.After);
        var state = await Load();
        // Made, and its first message not written, or by another activation.
        if (state.Head == 0) await CatchUpWithLog(state);
        state = await Load();
        return state.Head > 0
            ? new Membership(state.Position, state.RoleOf(request.Actor.Id) ?? throw new ChatException(ErrorCode.NoSuchRoom), IsNew: false)
            : throw new ChatException(ErrorCode.NoSuchRoom);
    }

    /// <summary>Makes a direct room, if it isn't there and one of these writes is its first message.</summary>
    private async ValueTask CreateDirect(ImmutableArray<WriteRequest> requests)
    {
        await EnsureLoaded();
        if (_state is not null || requests.FirstOrDefault(IsFirstMessage) is not { } first) return;
        // Whoever is spoken to must exist: nobody fills the database with rooms of nobody.
        var peer = DirectRooms.PeerOf(Name, first.Actor.Id);
        if (await services.Directory.LoadUser(peer) is null) return;
        await LoadOrCreate([.. new[] { first.Actor.Id, peer }.Distinct()]);
    }

    private bool IsFirstMessage(WriteRequest request)
    {
        if (request is not { Kind: EventKind.Message, Target: null } || !IsVisibleTo(request.Actor.Id)) return false;
        try
        {
            WriteRules.CheckForm(request);
            return true;
        }
        catch (ChatException)
        {
            return false;
        }
    }

    // How old news may be that an earlier activation didn't live to tell: longer than any failover takes.
    private static readonly TimeSpan UntoldNews = TimeSpan.FromMinutes(1);

    /// <summary>There are events behind <paramref name="after"/> that the room's people may not know of.</summary>
    private void NoteNews(long epoch, long after)
    {
        if (!IsDirect) return;
        // What wasn't told stays to be told; but not what an old epoch numbered.
        var from = _news is { } untold && untold.Epoch == epoch ? Math.Min(untold.After, after) : after;
        _news = new DirectNews(Name, epoch, from);
        _ = TellNews();
    }

    /// <summary>Tells presence, without anybody waiting for it. What fails is told again at a later tick.</summary>
    private async Task TellNews()
    {
        if (_telling) return;
        _telling = true;
        try
        {
            while (_news is { } news)
            {
                _news = null;
                try
                {
                    await Others.Presence.TellDirect(news);
                }
                catch (Exception e)
                {
                    services.Logger.NewsNotTold(Name, e.Message);
                    _news = _news is { } later && later.Epoch != news.Epoch ? later : news;
                    return;
                }
            }
        }
        finally
        {
            _telling = false;
        }
    }
}
