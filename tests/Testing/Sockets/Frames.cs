using System.Buffers.Binary;
using System.Text;

namespace OrleansChat.Testing.Sockets;

/// <summary>Frames of RFC 6455 by hand, as a client sends them: masked, by a mask that changes nothing.</summary>
public static class Frames
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;

    /// <summary>A text in one frame.</summary>
    public static byte[] Text(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>A frame of up to 65,535 bytes.</summary>
    /// <param name="content">What it holds.</param>
    /// <param name="opcode">1 is text, 0 goes on with a message, 8 closes.</param>
    /// <param name="final">Whether the message ends with it.</param>
    public static byte[] Of(ReadOnlySpan<byte> content, byte opcode = 1, bool final = true) =>
        [.. Head(content.Length, opcode, final), .. content];

    /// <summary>The head of a frame whose content may follow.</summary>
    public static byte[] Head(int length, byte opcode = 1, bool final = true)
    {
        Span<byte> large = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(large, (ushort)length);
        var first = (byte)(opcode | (final ? Final : 0));
        return length < 126 ? [first, (byte)(Masked | length), 0, 0, 0, 0] : [first, Masked | 126, .. large, 0, 0, 0, 0];
    }
}
