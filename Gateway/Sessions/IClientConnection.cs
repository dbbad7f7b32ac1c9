namespace OrleansChat.Gateway.Sessions;

/// <summary>A door's end of one connection: all a session knows of the protocol behind it.</summary>
internal interface IClientConnection
{
    /// <summary>The connection's id in logs.</summary>
    string Id { get; }

    /// <summary>Sends these in order, and completes when the transport has taken them. Called once at a time.</summary>
    Task Write(IReadOnlyList<Outgoing> items);

    /// <summary>Tells the client why, and ends the connection.</summary>
    Task Close(ErrorCode reason);

    /// <summary>Ends the connection at once, without a word: for a client that doesn't read.</summary>
    void Abort();
}
