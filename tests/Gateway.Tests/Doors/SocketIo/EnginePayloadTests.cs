using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrleansChat.Gateway.Doors.SocketIo.Engine;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>Bodies to packets, and back.</summary>
public sealed class EnginePayloadTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    // Bytes that mean something, as likely as all others together.
    private static readonly Gen<byte> Interesting = Gen.OneOf(
        Gen.Elements("0123456b"u8.ToArray()), Gen.Elements<byte>(0x1e, 0x1e, 0xC3, 0xE2, 0x80, 0xFF), Gen.Choose(0, 255).Select(b => (byte)b));

    [Fact]
    public void A_body_is_packets_with_a_separator_between_them()
    {
        var packets = EnginePayload.Parse("4hello\u001e2\u001e4€"u8.ToArray());
        Assert.Equal([EnginePacketType.Message, EnginePacketType.Ping, EnginePacketType.Message], packets.Select(packet => packet.Type));
        Assert.Equal(["hello", "", "€"], packets.Select(packet => Encoding.UTF8.GetString(packet.Data.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u001e")]
    [InlineData("4a\u001e")]
    [InlineData("\u001e4a")]
    [InlineData("7")]
    [InlineData("abc")]
    [InlineData("bAQIDBA==")]
    [InlineData("4hello\u001ebAQIDBA==")]
    public void What_is_no_packet_is_refused(string body) => Refuses(ErrorCode.ProtocolError, Encoding.UTF8.GetBytes(body));

    [Fact]
    public void What_is_no_UTF8_is_refused() => Refuses(ErrorCode.ProtocolError, [(byte)'4', 0xC3, 0x28]);

    [Fact]
    public void G8_a_body_holds_so_many_packets_and_bytes_and_no_more()
    {
        var most = string.Join('\u001e', Enumerable.Repeat("4", EnginePayload.MaxPackets));
        Assert.Equal(EnginePayload.MaxPackets, EnginePayload.Parse(Encoding.UTF8.GetBytes(most)).Count);
        Refuses(ErrorCode.ProtocolError, Encoding.UTF8.GetBytes(most + "\u001e4"));
        Assert.Single(EnginePayload.Parse(Large(Limits.FrameBytes)));
        Refuses(ErrorCode.FrameTooLarge, Large(Limits.FrameBytes + 1));
    }

    [Fact]
    public void What_was_put_together_comes_apart_again() => Prop.ForAll(
        Gen.Elements("4", "4a", "2", "3probe", "4\u00e9€👋").NonEmptyListOf().ToArbitrary(),
        packets => EnginePayload.Parse(EnginePayload.Join([.. packets.Select(packet => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(packet))]))
            .Select(packet => (int)packet.Type + Encoding.UTF8.GetString(packet.Data.Span)).SequenceEqual(packets)).Check(Thorough);

    [Fact]
    public void Whatever_comes_is_packets_or_a_refusal() => Prop.ForAll(
        Interesting.ArrayOf().ToArbitrary(),
        body =>
        {
            try
            {
                return EnginePayload.Parse(body).Sum(packet => packet.Data.Length + 2) == body.Length + 1;
            }
            catch (ChatException)
            {
                return true;
            }
        }).Check(Thorough);

    private static byte[] Large(int bytes) => Encoding.UTF8.GetBytes("4" + new string('x', bytes - 1));

    private static void Refuses(ErrorCode code, byte[] body) => Assert.Equal(code, Assert.Throws<ChatException>(() => EnginePayload.Parse(body)).Code);
}
