using System.Text.Json;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>The dialect of clients that want the guarantees: every command by its name, answers, and events as they are.</summary>
internal sealed class ContractDialect(SocketConnection connection) : ISocketDialect
{
    public Task Begin(Session session, string token)
    {
        connection.Tell(new { type = "welcome", user = session.User, token, expiresAt = session.ExpiresAt });
        return Task.CompletedTask;
    }

    public Task TakeText(string text) => throw new ChatException(ErrorCode.ProtocolError);

    public Task Take(JsonElement frame)
    {
        var type = frame.TryGetProperty("type", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        var command = CommandTable.Find(type);
        return connection.Run(
            command?.Name ?? "unknown",
            session => command is null ? throw new ChatException(ErrorCode.UnknownMethod) : command.Run(session, frame),
            result => connection.Tell(new SocketReply("reply", SocketReply.RefOf(frame), result, null)),
            refusal => connection.Tell(new SocketReply("error", SocketReply.RefOf(frame), null, WireError.Of(refusal))));
    }

    public IEnumerable<ReadOnlyMemory<byte>> Encode(IReadOnlyList<Outgoing> items) => SocketEncoding.Contract(items);
}
