using System.Globalization;
using System.Text;
using System.Text.Unicode;
using OrleansChat.Fuzz.Machine;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Doors.SocketIo;

namespace OrleansChat.Fuzz.Targets;

/// <summary>A packet of Socket.IO: what is read, written and read again is the same packet, and its arguments are read or refused.</summary>
internal sealed class SocketIoPacketTarget : Target
{
    public override string Name => "socketio-packet";

    public override IReadOnlyList<string> Words { get; } =
        ["/admin,", "/", ",", "[", "]", "{", "}", "\"", "\\ud83d", "\\u0000", ":", "null", "true", "\"join\"", "\"new message\"", "\"room\":", "\"text\":", "\"after\":", "1:42"];

    public override void Take(byte[] input)
    {
        if (!TryGet(() => SocketIoPacket.Parse(input), out var packet, ErrorCode.ProtocolError)) return;
        // The engine refuses everything else before.
        if (!Utf8.IsValid(input)) return;
        var space = packet.Namespace == SocketIoPacket.Main ? "" : packet.Namespace + ",";
        var written = string.Create(CultureInfo.InvariantCulture, $"{(int)packet.Type}{space}{packet.AckId}{packet.Data?.GetRawText()}");
        var again = SocketIoPacket.Parse(Encoding.UTF8.GetBytes(written));
        Hold(
            (again.Type, again.Namespace, again.AckId, again.Data?.GetRawText()) == (packet.Type, packet.Namespace, packet.AckId, packet.Data?.GetRawText()),
            "What was written is read otherwise.");
        if (packet.Type != SocketIoPacketType.Event || !TryGet(() => packet.EventName, out var name, ErrorCode.ProtocolError)) return;
        CommandTable.Find(name);
        GivenArguments.Take(packet.Argument, TryGetAny);
    }

    private static void TryGetAny(Func<object?> call, ErrorCode[] codes) => TryGet(call, out _, codes);
}
