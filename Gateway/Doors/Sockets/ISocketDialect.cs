using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>How a client of this door speaks.</summary>
internal interface ISocketDialect
{
    /// <summary>Takes the session, and says what its client is told before everything else.</summary>
    object Begin(Session session, string token);

    /// <summary>The client was told.</summary>
    Task Enter();

    /// <summary>Takes a request. Returns when the next one may come.</summary>
    Task Take(SocketRequest request);

    /// <summary>Takes a frame that is none.</summary>
    Task TakeText(string text);

    /// <summary>What to send for something that leaves: each a whole frame of UTF-8.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Encode(IReadOnlyList<Outgoing> items);
}
