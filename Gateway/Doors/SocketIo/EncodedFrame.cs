using System.Collections.Immutable;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>Something that the session says, as every client of this door is sent it.</summary>
internal sealed record EncodedFrame(ReadOnlyMemory<byte> Packet)
{
    public static EncodedFrame Of(Outgoing item) => new(item is NoticeFrame notice
        ? SocketIoEncoding.Event(notice.Notice.Name(), notice.Json)
        : SocketIoEncoding.Event("events", JsonFrames.Join([(EventFrame)item])));
}

/// <summary>Events in the old dialect, each a packet of its own; empty where it has no words for one.</summary>
internal sealed record OldFrame(ImmutableArray<ReadOnlyMemory<byte>> Packets)
{
    public static OldFrame Of(Outgoing frame) => new([.. ((EventFrame)frame).Events
        .Select(e => OldText.Of(e) is { } said ? SocketIoEncoding.Event("new message", said) : default)]);
}
