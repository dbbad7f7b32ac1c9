using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>The kinds of packets of the Socket.IO protocol; on the wire each is one digit.</summary>
internal enum SocketIoPacketType
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,
    ConnectError = 4,
}

/// <summary>One packet of a client.
/// Source: the Socket.IO protocol, revision 5 (github.com/socketio/socket.io-protocol). Not here: binary packets (5 and 6),
/// for nothing in a chat of text is binary.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Namespace">Where it belongs; <c>/</c> when it doesn't say.</param>
/// <param name="AckId">Under which number the client waits for an answer; null when it doesn't.</param>
/// <param name="Data">For Connect an object or nothing; for Event an array that begins with the event's name; for Ack an
/// array; for Disconnect nothing.</param>
internal sealed record SocketIoPacket(SocketIoPacketType Type, string Namespace, long? AckId, JsonElement? Data)
{
    /// <summary>The only namespace.</summary>
    public const string Main = "/";

    private const int MaxNamespace = 256;

    // 2^53 − 1, the largest whole number that JavaScript counts to.
    private const long MaxAckId = 9_007_199_254_740_991;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    /// <summary>The event's name.</summary>
    /// <exception cref="ChatException">ProtocolError: escapes that stand for no valid Unicode.</exception>
    public string EventName
    {
        get
        {
            try
            {
                return Data!.Value[0].GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw new ChatException(ErrorCode.ProtocolError);
            }
        }
    }

    /// <summary>The event's first argument; undefined when it has none.</summary>
    public JsonElement Argument => Data!.Value.GetArrayLength() > 1 ? Data.Value[1] : default;

    /// <summary>Reads a packet, of UTF-8 bytes.</summary>
    /// <exception cref="ChatException">ProtocolError, for whatever isn't a packet that a client may send.</exception>
    public static SocketIoPacket Parse(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty || packet[0] is < (byte)'0' or > (byte)'3') throw new ChatException(ErrorCode.ProtocolError);
        var type = (SocketIoPacketType)(packet[0] - '0');
        var rest = packet[1..];
        var space = NamespaceOf(ref rest);
        var ack = AckOf(ref rest);
        var data = rest.IsEmpty ? null : DataOf(rest);
        var fits = type switch
        {
            SocketIoPacketType.Connect => ack is null && data is null or { ValueKind: JsonValueKind.Object or JsonValueKind.Null },
            SocketIoPacketType.Disconnect => ack is null && data is null,
            SocketIoPacketType.Event => data is { ValueKind: JsonValueKind.Array } e && e.GetArrayLength() > 0 && e[0].ValueKind == JsonValueKind.String,
            _ => ack is not null && data is { ValueKind: JsonValueKind.Array },
        };
        return fits ? new SocketIoPacket(type, space, ack, data) : throw new ChatException(ErrorCode.ProtocolError);
    }

    private static string NamespaceOf(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != (byte)'/') return Main;
        var comma = rest.IndexOf((byte)',');
        var name = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? [] : rest[(comma + 1)..];
        return name.Length <= MaxNamespace ? Encoding.UTF8.GetString(name) : throw new ChatException(ErrorCode.ProtocolError);
    }

    private static long? AckOf(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] is < (byte)'0' or > (byte)'9') return null;
        if (!Utf8Parser.TryParse(rest, out long ack, out var length) || ack > MaxAckId) throw new ChatException(ErrorCode.ProtocolError);
        rest = rest[length..];
        return ack;
    }

    private static JsonElement? DataOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonElement.Parse(json, Json);
        }
        catch (JsonException)
        {
            throw new ChatException(ErrorCode.ProtocolError);
        }
    }
}
