using System.Text.Json;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

// The old dialect: "join room" {roomname, username}, "new message" text, "new pm" "@name text". One room at a time, into
// which a client moves; what others say comes as "new message". See docs/protocol.md.
internal sealed partial class SocketIoConnection
{
    private const string JoinRoomEvent = "join room";
    private const string MessageEvent = "new message";
    private const string PrivateEvent = "new pm";

    private readonly OwnWrites _own = new();
    private volatile Stay? _stay;
    private volatile Stay? _entering;

    private static bool IsOld(string name) => name is JoinRoomEvent or MessageEvent or PrivateEvent;

    private async Task RunOld(string name, SocketIoPacket packet)
    {
        try
        {
            var result = name switch
            {
                JoinRoomEvent => await JoinRoom(packet.Argument),
                MessageEvent => await Say(packet.Argument),
                _ => await Whisper(packet.Argument),
            };
            _ = Answer(packet.AckId is { } id ? [SocketIoEncoding.Ack(id, result)] : []);
        }
        catch (Exception e)
        {
            var error = OldText.Error(Refused(name, e));
            var heard = SocketIoEncoding.Event(MessageEvent, error);
            _ = Answer(packet.AckId is { } id ? [heard, SocketIoEncoding.Ack(id, error)] : [heard]);
        }
    }

    private async Task<object> JoinRoom(JsonElement argument)
    {
        if (argument.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined)) throw new ChatException(ErrorCode.BadArguments);
        var room = Text(argument, "roomname")?.Trim() is { Length: > 0 } named ? named : Limits.CommonRoom;
        var name = Text(argument, "username")?.Trim() is { Length: > 0 } asked ? asked : null;
        TextRules.CheckRoomName(room);
        var isNew = _session is null;
        if (_session is null) await BeginGuest(name);
        else if (name is not null && name != _asked && name != _session.User.Name) await _session.Rename(name, takeSuggestion: true);
        // Old clients say it at each move, although another one like it was free only.
        _asked = name ?? _asked;
        var session = _session!;
        // A rename has told it already.
        if (isNew && name is not null && name != session.User.Name) session.Deliver(new NoticeFrame(new RenamedNotice(session.User)));
        var before = _stay;
        if (before?.Room != room)
        {
            await Enter(session, room, from: null);
            // The move's other half; a room that the client also joined by the command is not only this dialect's.
            if (before is not null && !_joined.ContainsKey(before.Room)) await session.Leave(before.Room);
        }

        return new { error = false, room, username = session.User.Name };
    }

    private async Task<object> Say(JsonElement argument)
    {
        if (_stay is not { } stay) throw new ChatException(ErrorCode.NotAMember);
        var text = Sentence(argument);
        return await Write(id => _session!.Send(stay.Room, id, text));
    }

    private async Task<object> Whisper(JsonElement argument)
    {
        if (_stay is null) throw new ChatException(ErrorCode.NotAMember);
        if (!PrivateText.TryParse(Sentence(argument), out var name, out var text)) throw new ChatException(ErrorCode.BadArguments);
        return await Write(id => _session!.Direct(name, id, text));
    }

    /// <summary>Goes on in the room where this user was when the last connection was lost, with what was said since.</summary>
    private async Task GoOn()
    {
        if (_services.LostPlaces.Take(_session!.User.Id) is not { } place) return;
        try
        {
            await Enter(_session, place.Room, place);
        }
        catch (ChatException e)
        {
            _services.Log.EventRefused(Id, JoinRoomEvent, (int)e.Code, e.Info.Name);
        }
    }

    private async Task Enter(Session session, string room, Place? from)
    {
        var stay = new Stay(room);
        if (from is not null) stay.Saw(from.Position.Seq);
        _entering = stay;
        try
        {
            stay.Joined(_isVisitor ? await session.Visit(room, from?.Position) : await session.Join(room, from?.Position));
            _stay = stay;
        }
        finally
        {
            _entering = null;
        }
    }

    private async Task<object> Write(Func<string, Task<Ack>> write)
    {
        var id = Guid.CreateVersion7().ToString("D");
        _own.Add(id);
        try
        {
            var ack = await write(id);
            return new { error = false, ack.Room, ack.Seq, ack.At };
        }
        catch (ChatException e) when (e.Code != ErrorCode.OutcomeUnknown)
        {
            _own.Remove(id);
            throw;
        }
    }

    private static string Sentence(JsonElement argument)
    {
        try
        {
            return argument.ValueKind == JsonValueKind.String ? argument.GetString()! : throw new ChatException(ErrorCode.BadArguments);
        }
        catch (InvalidOperationException)
        {
            // Escapes that stand for no valid Unicode.
            throw new ChatException(ErrorCode.BadText);
        }
    }
}
