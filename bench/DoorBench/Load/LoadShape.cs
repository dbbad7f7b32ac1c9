namespace OrleansChat.DoorBench.Load;

/// <summary>How many talk to how many.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Key">What the JSON calls it.</param>
/// <param name="Rooms">Rooms.</param>
/// <param name="Members">Clients of each.</param>
/// <param name="Senders">Those of each that talk.</param>
/// <param name="Rate">Messages a second of all together; 0 for as many as go.</param>
/// <param name="Durable">Whether commits wait for the disk.</param>
internal sealed record LoadShape(string Name, string Key, int Rooms, int Members, int Senders, int Rate = 0, bool Durable = true);

/// <summary>The loads that every door is measured with.</summary>
internal static class DoorLoads
{
    public static LoadShape OneRoom(DoorOptions options) =>
        new(FormattableString.Invariant($"one room of {options.Clients}"), "one-room", 1, options.Clients, options.Senders);

    public static LoadShape ManyRooms(DoorOptions options) =>
        new(FormattableString.Invariant($"{options.Rooms} rooms of {options.RoomClients}"), "many-rooms", options.Rooms, options.RoomClients, 1);

    /// <summary>The same at a steady rate, far below any limit: what people feel.</summary>
    public static LoadShape Steady(LoadShape of, int rate) =>
        of with { Name = FormattableString.Invariant($"{of.Name}, {rate} messages a second"), Key = of.Key + "-steady", Rate = rate };

    /// <summary>The same again, with commits that don't wait for the disk: what the product itself does to the latency, on a
    /// machine whose disk stalls.</summary>
    public static LoadShape WithoutTheDisk(LoadShape of) =>
        of with { Name = of.Name + ", without the disk", Key = of.Key + "-without-disk", Durable = false };

    /// <summary>The loads at a steady rate.</summary>
    public static IReadOnlyList<LoadShape> AllSteady(DoorOptions options) =>
        [Steady(OneRoom(options), options.OneRoomRate), Steady(ManyRooms(options), options.ManyRoomsRate)];

    /// <summary>Every load there is, for a door of ours; servers that keep nothing have no disk to wait for.</summary>
    public static IReadOnlyList<LoadShape> All(DoorOptions options) =>
        [OneRoom(options), ManyRooms(options), .. AllSteady(options), .. AllSteady(options).Select(WithoutTheDisk)];
}
