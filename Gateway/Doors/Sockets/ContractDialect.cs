using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>The dialect of clients that want the guarantees: every command by its name, answers, and events as they are.</summary>
internal sealed class ContractDialect(SocketConnection connection) : ISocketDialect
{
    public object Begin(Session session, string token) => new { type = "welcome", user = session.User, token, expiresAt = session.ExpiresAt };

    public Task Enter() => Task.CompletedTask;

    public Task TakeText(string text) => throw new ChatException(ErrorCode.ProtocolError);

    public Task Take(SocketRequest request)
    {
        var command = CommandTable.Find(request.Type);
        return connection.Run(
            command?.Name ?? "unknown",
            session => command is null ? throw new ChatException(ErrorCode.UnknownMethod) : command.Run(session, request.Body),
            result => connection.Tell(new SocketReply("reply", request.Ref, result, null)),
            refusal => connection.Tell(new SocketReply("error", request.Ref, null, WireError.Of(refusal))));
    }

    public IEnumerable<ReadOnlyMemory<byte>> Encode(IReadOnlyList<Outgoing> items) => SocketEncoding.Contract(items);
}
