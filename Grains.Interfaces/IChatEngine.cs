namespace OrleansChat;

/// <summary>
/// The engine port: all that a gateway knows of what runs rooms and users. Two engines implement it, the cluster
/// (Orleans) and the local one (one process), and one suite of specs runs on both.
/// </summary>
public interface IChatEngine
{
    /// <summary>The name for logs and health answers: <c>cluster</c> or <c>local</c>.</summary>
    string Name { get; }

    /// <summary>The room of that name, whether or not it exists yet.</summary>
    IRoomGrain Room(string name);

    /// <summary>The user of that id, whether or not it exists yet.</summary>
    IUserGrain User(Guid id);

    /// <summary>Who is online, and the way to all gateways.</summary>
    IPresenceGrain Presence { get; }

    /// <summary>Rooms and people, to look up.</summary>
    IDirectoryGrain Directory { get; }

    /// <summary>Makes a local observer reachable for rooms. Pair every call with <see cref="ReleaseObserver"/>; the
    /// caller keeps <paramref name="observer"/> alive until then.</summary>
    IGatewayObserver CreateObserver(IGatewayObserver observer);

    /// <summary>Ends what <see cref="CreateObserver"/> began.</summary>
    void ReleaseObserver(IGatewayObserver reference);

    /// <summary>Whether an exception of a call to a room or user means that nobody knows what became of the call.</summary>
    bool IsUnreachable(Exception error);

    /// <summary>Returns when the engine and its database answer.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    Task CheckReady();
}
