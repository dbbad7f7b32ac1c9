namespace OrleansChat.Gateway.Presence;

/// <summary>Is told of every user's first connection to this gateway, and of the last one's end. Calls of several threads
/// may overtake each other: what counts is how many there were of each.</summary>
internal interface IVisits
{
    /// <summary>The user has a connection here.</summary>
    void Arrived(Guid user);

    /// <summary>The user has none here any more.</summary>
    void Departed(Guid user);
}
