using System.Text.Json;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>How a client of this door speaks.</summary>
internal interface ISocketDialect
{
    /// <summary>The session has begun.</summary>
    Task Begin(Session session, string token);

    /// <summary>Takes a frame that is a JSON object. Returns when the next one may come.</summary>
    Task Take(JsonElement frame);

    /// <summary>Takes a frame that is not.</summary>
    Task TakeText(string text);

    /// <summary>What to send for something that leaves: each a whole frame of UTF-8.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Encode(IReadOnlyList<Outgoing> items);
}
