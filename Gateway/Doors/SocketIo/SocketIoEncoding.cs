using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>Packets for clients, each as the Engine.IO message that carries it.</summary>
internal static class SocketIoEncoding
{
    /// <summary>DISCONNECT: the server wants the client to stay away until somebody asks it to come back.</summary>
    public static readonly ReadOnlyMemory<byte> Disconnect = "41"u8.ToArray();

    /// <summary>The client is in.</summary>
    public static ReadOnlyMemory<byte> Connected(string sid, string pid) => Packet("40", new { sid, pid });

    /// <summary>The client is not let in.</summary>
    public static ReadOnlyMemory<byte> ConnectError(string space, string message, object? data = null) =>
        Packet(space == SocketIoPacket.Main ? "44" : $"44{space},", data is null ? new { message } : new { message, data });

    /// <summary>An event with one argument.</summary>
    public static ReadOnlyMemory<byte> Event(string name, object argument) => Event(name, Json(argument));

    /// <summary>An event whose argument is JSON already.</summary>
    public static ReadOnlyMemory<byte> Event(string name, ReadOnlySpan<byte> json) =>
        (byte[])[.. Encoding.UTF8.GetBytes($"42[\"{name}\","), .. json, (byte)']'];

    /// <summary>The answer to an event that asked for one.</summary>
    public static ReadOnlyMemory<byte> Ack(long id, object argument) =>
        (byte[])[.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"43{id}[")), .. Json(argument), (byte)']'];

    private static byte[] Packet(string start, object data) => [.. Encoding.UTF8.GetBytes(start), .. Json(data)];

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), EventJson.Options);
}
