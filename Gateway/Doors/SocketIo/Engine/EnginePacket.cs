using System.Text.Unicode;

namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>The kinds of packets of Engine.IO 4; on the wire each is one digit.</summary>
internal enum EnginePacketType
{
    Open = 0,
    Close = 1,
    Ping = 2,
    Pong = 3,
    Message = 4,
    Upgrade = 5,
    Noop = 6,
}

/// <summary>One packet: a digit, and whatever stands behind it, in UTF-8.
/// Source: the Engine.IO protocol, revision 4 (github.com/socketio/engine.io-protocol).</summary>
/// <param name="Type">What it is.</param>
/// <param name="Data">What stands behind the digit. A slice of what was parsed.</param>
internal readonly record struct EnginePacket(EnginePacketType Type, ReadOnlyMemory<byte> Data)
{
    public static readonly ReadOnlyMemory<byte> Close = "1"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Ping = "2"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> ProbeAnswer = "3probe"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Noop = "6"u8.ToArray();

    /// <summary>Reads one packet of a client.</summary>
    /// <exception cref="ChatException">ProtocolError: empty, binary (<c>b</c> and base64), of an unknown kind, or not UTF-8.</exception>
    public static EnginePacket Parse(ReadOnlyMemory<byte> packet)
    {
        if (packet.IsEmpty || packet.Span[0] is < (byte)'0' or > (byte)'6' || !Utf8.IsValid(packet.Span))
            throw new ChatException(ErrorCode.ProtocolError);
        return new EnginePacket((EnginePacketType)(packet.Span[0] - '0'), packet[1..]);
    }
}
