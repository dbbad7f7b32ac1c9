using System.Text.Unicode;
using OrleansChat.Fuzz.Machine;
using OrleansChat.Gateway.Doors.SocketIo.Engine;

namespace OrleansChat.Fuzz.Targets;

/// <summary>A body of Engine.IO: what is read, put together again, is the same body.</summary>
internal sealed class EnginePayloadTarget : Target
{
    public override string Name => "engine-payload";

    public override IReadOnlyList<string> Words { get; } = ["\u001e", "2probe", "3probe", "5", "6", "40", "41", "42[", "43", "bAQID", "0{}", "€"];

    public override int Longest => Limits.FrameBytes + 16;

    public override void Take(byte[] input)
    {
        if (!TryGet(() => EnginePayload.Parse(input), out var packets, ErrorCode.ProtocolError, ErrorCode.FrameTooLarge)) return;
        Hold(packets.Count <= EnginePayload.MaxPackets, "There are too many packets.");
        Hold(Utf8.IsValid(input), "What isn't UTF-8 was read.");
        var again = EnginePayload.Join([.. packets.Select(packet => (ReadOnlyMemory<byte>)(byte[])[(byte)('0' + packet.Type), .. packet.Data.Span])]);
        Hold(again.AsSpan().SequenceEqual(input), "What was read is something else.");
    }
}
