namespace OrleansChat.Testing.Rooms;

/// <summary>Test verbs in the words of chat.</summary>
public static class People
{
    /// <summary>Somebody new of that name.</summary>
    public static Actor Person(string name) => new(Guid.NewGuid(), name);

    public static Task<RoomPosition> Joins(this Actor actor, IRoomGrain room) => room.Join(new JoinRequest(actor, Guid.NewGuid()));

    public static Task<RoomPosition> Leaves(this Actor actor, IRoomGrain room) => room.Leave(new LeaveRequest(actor, Guid.NewGuid()));

    public static Task<Ack> Says(this Actor actor, IRoomGrain room, string text, Guid? id = null) =>
        room.Send(new SendRequest(actor, id ?? Guid.NewGuid(), text));

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
