using System.Collections.Concurrent;
using System.Text.Json;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

// The commands of every door, each as an event of its name with one object of arguments. The answer is {ok, result}, or
// {ok, error}. Whoever joins a room so hears it as "events".
internal sealed partial class SocketIoConnection
{
    private const int LongestName = 32;

    private const long Joining = long.MaxValue;

    // Rooms joined by the command, each with its head then: an earlier leave doesn't end it.
    private readonly ConcurrentDictionary<string, long> _joined = new(StringComparer.Ordinal);
    private bool _usesCommands;

    private async Task RunCommand(string name, SocketIoPacket packet)
    {
        // Names of events are the client's words: what is no command's isn't repeated.
        var command = name.Length <= LongestName ? CommandTable.Find(name) : null;
        try
        {
            if (command is null) throw new ChatException(ErrorCode.UnknownMethod);
            if (_session is null) await BeginGuest(null);
            Volatile.Write(ref _usesCommands, true);
            var result = command.Name == "join" ? await Join(command, packet.Argument) : await command.Run(_session!, packet.Argument);
            _ = Answer(packet.AckId is { } id ? [SocketIoEncoding.Ack(id, new { ok = true, result })] : []);
        }
        catch (Exception e)
        {
            var error = WireError.Of(Refused(command?.Name ?? "an event that is no command", e));
            _ = Answer(packet.AckId is { } id
                ? SocketIoEncoding.Ack(id, new { ok = false, error })
                : SocketIoEncoding.Event("refused", new { command = command?.Name, error }));
        }
    }

    /// <summary>Events may come before the join's answer, so the room counts as joined before it is asked.</summary>
    private async Task<object?> Join(Command command, JsonElement arguments)
    {
        var room = Text(arguments, "room") ?? "";
        _joined.TryAdd(room, Joining);
        try
        {
            var reply = await command.Run(_session!, arguments);
            _joined[room] = ((JoinReply)reply!).Head;
            return reply;
        }
        catch (ChatException)
        {
            _joined.TryRemove(KeyValuePair.Create(room, Joining));
            throw;
        }
    }
}
