namespace OrleansChat.Testing.Rooms;

/// <summary>Test verbs in the words of chat.</summary>
public static class People
{
    /// <summary>Somebody new of that name.</summary>
    public static Actor Person(string name) => new(Guid.NewGuid(), name);

    public static async Task<RoomPosition> Joins(this Actor actor, IRoomGrain room) =>
        (await room.Join(new JoinRequest(actor, Guid.NewGuid()))).Position;

    public static Task<RoomPosition> Leaves(this Actor actor, IRoomGrain room) => room.Leave(new LeaveRequest(actor, Guid.NewGuid()));

    public static Task<Ack> Says(this Actor actor, IRoomGrain room, string text, Guid? id = null) =>
        room.Write(WriteRequest.Message(actor, id ?? Guid.NewGuid(), text));

    public static Task<Ack> Replies(this Actor actor, IRoomGrain room, long to, string text, Guid? id = null) =>
        room.Write(WriteRequest.Message(actor, id ?? Guid.NewGuid(), text, to));

    public static Task<Ack> Edits(this Actor actor, IRoomGrain room, long seq, string text, Guid? id = null) =>
        room.Write(WriteRequest.Edit(actor, id ?? Guid.NewGuid(), seq, text));

    public static Task<Ack> Deletes(this Actor actor, IRoomGrain room, long seq, Guid? id = null) =>
        room.Write(WriteRequest.Delete(actor, id ?? Guid.NewGuid(), seq));

    public static Task<Ack> Reacts(this Actor actor, IRoomGrain room, long seq, string emoji, Guid? id = null) =>
        room.Write(WriteRequest.React(actor, id ?? Guid.NewGuid(), seq, emoji));

    public static Task<Ack> Unreacts(this Actor actor, IRoomGrain room, long seq, string emoji, Guid? id = null) =>
        room.Write(WriteRequest.Unreact(actor, id ?? Guid.NewGuid(), seq, emoji));

    /// <summary>The newest page as one person sees it, with replies and reactions.</summary>
    public static Task<HistoryPage> SeenBy(this IRoomGrain room, Actor viewer, int limit = Limits.PageEvents) =>
        room.Read(new ReadRequest(ReadDirection.Before, long.MaxValue, limit, viewer.Id));

    public static Task<HistoryPage> Newest(this IRoomGrain room, int limit = Limits.PageEvents) => room.Before(long.MaxValue, limit);

    public static Task<HistoryPage> Before(this IRoomGrain room, long seq, int limit) =>
        room.Read(new ReadRequest(ReadDirection.Before, seq, limit));

    public static Task<HistoryPage> After(this IRoomGrain room, long seq, int limit) =>
        room.Read(new ReadRequest(ReadDirection.After, seq, limit));

    /// <summary>Everything in the room, page by page.</summary>
    public static async Task<List<RoomEvent>> Everything(this IRoomGrain room)
    {
        var all = new List<RoomEvent>();
        while (await room.After(all.Count == 0 ? 0 : all[^1].Seq, Limits.PageEvents) is { Events.IsEmpty: false } page)
            all.AddRange(page.Events);
        return all;
    }
}
