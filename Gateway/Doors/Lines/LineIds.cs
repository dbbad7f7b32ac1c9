using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>
/// The ids of what one connection writes: UUIDs of version 8 (RFC 9562), half of them the connection's own random
/// number, half a counter. So the connection knows its own lines when they come back as events, and remembers none.
/// </summary>
internal sealed class LineIds
{
    private readonly byte[] _mine = RandomNumberGenerator.GetBytes(8);
    private ulong _count;

    public LineIds() => _mine[0] = (byte)((_mine[0] & 0x3F) | 0x80);

    /// <summary>A new id. Not for several threads at once.</summary>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        // Four bits in the middle say the version; the counter gives way.
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (++_count << 16) | 0x8000);
        _mine.CopyTo(bytes[8..]);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>Whether an id is one of these.</summary>
    public bool IsMine(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[8..].SequenceEqual(_mine);
    }
}
