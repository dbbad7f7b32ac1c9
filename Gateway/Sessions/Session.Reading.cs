namespace OrleansChat.Gateway.Sessions;

internal sealed partial class Session
{
    /// <summary>Reads a page of events with a seq under <paramref name="before"/>, or the latest.</summary>
    public Task<HistoryPage> History(string? name, long? before, int limit) => Page(name, new PageQuery(before, Limit: limit));

    /// <summary>Reads the page that <paramref name="query"/> describes, as this user sees it.</summary>
    public Task<HistoryPage> Page(string? name, PageQuery? query)
    {
        CheckRoom(name);
        if (query is null) throw new ChatException(ErrorCode.BadArguments);
        CheckCommand();
        return Read(services.Engine.Room(name!), query);
    }

    /// <summary>Reads everybody's reactions to one message.</summary>
    public Task<ReactionList> Reactions(string? name, long message)
    {
        CheckRoom(name);
        CheckCommand();
        return services.Calls.Run(() => services.Engine.Room(name!).ReadReactions(message, User.Id), ErrorCode.Unavailable);
    }

    private Task<HistoryPage> Read(IRoomGrain room, PageQuery query)
    {
        var request = query.ToRequest(viewer: User.Id);
        return services.Calls.Run(() => room.Read(request), ErrorCode.Unavailable);
    }
}
