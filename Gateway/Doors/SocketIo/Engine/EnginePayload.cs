namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>The packets of one HTTP body, with the byte 0x1E between them.</summary>
internal static class EnginePayload
{
    /// <summary>Packets that one body may hold. A client sends what it has, up to the bytes it was told; this many are more
    /// than any user may send at once.</summary>
    public const int MaxPackets = 1_000;

    private const byte Separator = 0x1e;

    /// <summary>Reads a client's body.</summary>
    /// <exception cref="ChatException">FrameTooLarge, or ProtocolError: too many packets, or one that isn't any.</exception>
    public static List<EnginePacket> Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > Limits.FrameBytes) throw new ChatException(ErrorCode.FrameTooLarge);
        var packets = new List<EnginePacket>();
        while (true)
        {
            var end = body.Span.IndexOf(Separator);
            if (packets.Count == MaxPackets) throw new ChatException(ErrorCode.ProtocolError);
            packets.Add(EnginePacket.Parse(end < 0 ? body : body[..end]));
            if (end < 0) return packets;
            body = body[(end + 1)..];
        }
    }

    /// <summary>Puts packets together. JSON escapes 0x1E, so no packet holds the separator.</summary>
    public static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> packets)
    {
        var body = new byte[packets.Sum(packet => packet.Length) + packets.Count - 1];
        var at = 0;
        foreach (var packet in packets)
        {
            if (at > 0) body[at++] = Separator;
            packet.CopyTo(body.AsMemory(at));
            at += packet.Length;
        }

        return body;
    }
}
