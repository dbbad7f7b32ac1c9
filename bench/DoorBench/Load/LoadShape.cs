namespace OrleansChat.DoorBench.Load;

/// <summary>How many talk to how many.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Key">What the JSON calls it.</param>
/// <param name="Rooms">Rooms.</param>
/// <param name="Members">Clients of each.</param>
/// <param name="Senders">Those of each that talk.</param>
internal sealed record LoadShape(string Name, string Key, int Rooms, int Members, int Senders);

/// <summary>The loads that every door is measured with.</summary>
internal static class DoorLoads
{
    public static LoadShape OneRoom(DoorOptions options) =>
        new(FormattableString.Invariant($"one room of {options.Clients}"), "one-room", 1, options.Clients, options.Senders);

    public static LoadShape ManyRooms(DoorOptions options) =>
        new(FormattableString.Invariant($"{options.Rooms} rooms of {options.RoomClients}"), "many-rooms", options.Rooms, options.RoomClients, 1);

    public static IReadOnlyList<LoadShape> All(DoorOptions options) => [OneRoom(options), ManyRooms(options)];
}
