using System.Text;

namespace OrleansChat.DoorBench.Doors;

/// <summary>What a client of Socket.IO says, in packets of Engine.IO 4. The product's door and the compared server take the
/// same.</summary>
internal static class SocketIoWords
{
    public const string Path = "/socket.io/?EIO=4&transport=";
    public const string Connect = "40";
    public const string Pong = "3";

    /// <summary>Between packets of one body, when polling.</summary>
    public const char Separator = (char)0x1e;

    /// <summary>Asks, under the number 1, to come into a room.</summary>
    public static string Join(string room) => $$"""421["join",{"room":"{{room}}"}]""";

    /// <summary>What a message's packet begins with, up to its id; under the number 2.</summary>
    public static byte[] SendHead(string room) => Encoding.UTF8.GetBytes($$"""422["send",{"room":"{{room}}","id":""" + '"');

    /// <summary>Between the id and the text.</summary>
    public static ReadOnlySpan<byte> SendMiddle => "\",\"text\":\""u8;

    /// <summary>Behind the text.</summary>
    public static ReadOnlySpan<byte> SendTail => "\"}]"u8;

    /// <summary>The server has taken the CONNECT.</summary>
    public static bool IsConnected(ReadOnlySpan<byte> packet) => packet.StartsWith("40"u8);

    /// <summary>The server has answered the join.</summary>
    public static bool IsJoined(ReadOnlySpan<byte> packet) => packet.StartsWith("431["u8);

    /// <summary>The server wants to know whether we are there.</summary>
    public static bool IsPing(ReadOnlySpan<byte> packet) => packet.SequenceEqual("2"u8);

    /// <summary>The server has refused something, or the connection.</summary>
    public static bool IsRefusal(ReadOnlySpan<byte> packet) =>
        packet.StartsWith("44"u8) || packet.StartsWith("41"u8) || packet.IndexOf("\"ok\":false"u8) >= 0;
}
