namespace OrleansChat.Grains;

/// <summary>The way from a room or user to others, as the engine goes it. Calls may fail with whatever a lost call fails with.</summary>
public interface IOtherGrains
{
    /// <summary>The room of that name.</summary>
    IRoomGrain Room(string name);

    /// <summary>The user of that id.</summary>
    IUserGrain User(Guid id);

    /// <summary>Who is online, and the way to all gateways.</summary>
    IPresenceGrain Presence { get; }
}
