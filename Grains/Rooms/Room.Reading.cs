using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Rooms;

public abstract partial class Room
{
    public async Task<HistoryPage> Read(ReadRequest request)
    {
        if (request.Limit is < 1 or > Limits.PageEvents) throw new ChatException(ErrorCode.BadPageLimit);
        if (request.From < 0 || request is { Direction: ReadDirection.Around, Thread: not null }) throw new ChatException(ErrorCode.BadPosition);
        if (request.Viewer is { } viewer) CheckVisibleTo(viewer);
        var state = await Load();
        if (IsDirect && state.Head == 0) throw new ChatException(ErrorCode.NoSuchRoom);
        if (request.Direction == ReadDirection.Around) request = request with { From = Math.Clamp(request.From, 1, Math.Max(1, state.Head)) };

        var head = state.Head;
        var page = state.TryRead(request, out var recent)
            ? new LogPage(state.Head, recent, IsMore(request, recent.IsEmpty ? 0 : recent[0].Seq, recent.IsEmpty ? 0 : recent[^1].Seq, state.Head), [])
            : await services.Log.ReadPage(state.Key, request);
        // A log that finds no event names no head. What isn't there now wasn't there when we asked either.
        if (page.Events.IsEmpty) page = page with { Head = Math.Max(page.Head, head) };
        page = Pages.Cut(page, request);
        return new HistoryPage(Name, state.Epoch, page.Head, page.Events, page.More, page.Details);
    }

    public async Task<ReactionList> ReadReactions(long message, Guid viewer)
    {
        CheckVisibleTo(viewer);
        var state = await Load();
        var read = await services.Log.LoadMessages(state.Key, [message]);
        return read.Messages.IsEmpty
            ? throw new ChatException(ErrorCode.NoSuchMessage)
            : new ReactionList(Name, read.Head, message, read.Messages[0].Reactions);
    }

    private static bool IsMore(ReadRequest request, long first, long last, long head) => last > 0 && request.Direction switch
    {
        ReadDirection.Before => first > 1,
        ReadDirection.After => last < head,
        _ => first > 1 || last < head,
    };
}
