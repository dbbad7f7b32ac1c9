using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrleansChat.Gateway.Doors.SocketIo;

namespace OrleansChat.Gateway.Tests.Doors.SocketIo;

/// <summary>Messages to Socket.IO packets.</summary>
public sealed class SocketIoPacketTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Theory]
    [InlineData("0", SocketIoPacketType.Connect, "/", null, null)]
    [InlineData("0{\"token\":\"a\"}", SocketIoPacketType.Connect, "/", null, "{\"token\":\"a\"}")]
    [InlineData("0/,{}", SocketIoPacketType.Connect, "/", null, "{}")]
    [InlineData("0/admin", SocketIoPacketType.Connect, "/admin", null, null)]
    [InlineData("0/admin,", SocketIoPacketType.Connect, "/admin", null, null)]
    [InlineData("1", SocketIoPacketType.Disconnect, "/", null, null)]
    [InlineData("1/admin,", SocketIoPacketType.Disconnect, "/admin", null, null)]
    [InlineData("2[\"hey\",1]", SocketIoPacketType.Event, "/", null, "[\"hey\",1]")]
    [InlineData("212[\"hey\"]", SocketIoPacketType.Event, "/", 12L, "[\"hey\"]")]
    [InlineData("2/admin,456[\"hey\"]", SocketIoPacketType.Event, "/admin", 456L, "[\"hey\"]")]
    [InlineData("29007199254740991[\"hey\"]", SocketIoPacketType.Event, "/", 9007199254740991L, "[\"hey\"]")]
    [InlineData("312[]", SocketIoPacketType.Ack, "/", 12L, "[]")]
    public void Packets_of_clients_are_read(string packet, object type, string space, long? ack, string? data)
    {
        var read = SocketIoPacket.Parse(Encoding.UTF8.GetBytes(packet));
        Assert.Equal((type, space, ack, data), (read.Type, read.Namespace, read.AckId, read.Data?.GetRawText()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("0[]")]
    [InlineData("0\"a\"")]
    [InlineData("012{}")]
    [InlineData("1{}")]
    [InlineData("2")]
    [InlineData("2{}")]
    [InlineData("2[]")]
    [InlineData("2[1]")]
    [InlineData("2[\"hey\"")]
    [InlineData("2[\"hey\"]x")]
    [InlineData("2abc[\"hey\"]")]
    [InlineData("2-1[\"hey\"]")]
    [InlineData("29007199254740992[\"hey\"]")]
    [InlineData("299999999999999999999[\"hey\"]")]
    [InlineData("3[]")]
    [InlineData("312{}")]
    [InlineData("4{\"message\":\"no\"}")]
    [InlineData("51-[\"hey\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("61-1[{\"_placeholder\":true,\"num\":0}]")]
    public void What_clients_do_not_send_is_refused(string packet) => Refuses(packet);

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.NotNull(SocketIoPacket.Parse(Nested(30)));
        Assert.Equal(ErrorCode.ProtocolError, Assert.Throws<ChatException>(() => SocketIoPacket.Parse(Nested(33))).Code);
        Refuses("2[\"a\"," + new string('[', 60_000));
    }

    [Fact]
    public void A_namespace_is_bounded() => Refuses("0/" + new string('x', 300));

    [Fact]
    public void An_escape_that_stands_for_no_Unicode_is_refused() =>
        Assert.Throws<ChatException>(() => SocketIoPacket.Parse("2[\"\\ud800\"]"u8).EventName);

    [Fact]
    public void Whatever_comes_is_a_packet_or_a_refusal() => Prop.ForAll(
        Gen.Elements("0", "1", "2", "3", "4", "5", "/", "/a", ",", "12", "99999999999999999999", "[", "]", "{", "}", "\"", "\"a\"", ":", "-", "\\ud800", "null", "é", "\0")
            .ListOf().ToArbitrary(),
        pieces =>
        {
            try
            {
                var packet = SocketIoPacket.Parse(Encoding.UTF8.GetBytes(string.Concat(pieces)));
                return packet.Type != SocketIoPacketType.Event || packet.EventName.Length >= 0;
            }
            catch (ChatException)
            {
                return true;
            }
        }).Check(Thorough);

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes($"2[\"a\",{new string('[', depth)}{new string(']', depth)}]");

    private static void Refuses(string packet) =>
        Assert.Equal(ErrorCode.ProtocolError, Assert.Throws<ChatException>(() => SocketIoPacket.Parse(Encoding.UTF8.GetBytes(packet))).Code);
}
