using System.Net.WebSockets;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>Frames that are made to break something: each ends at most its own connection, with its number, and those who
/// are there notice nothing.</summary>
public sealed class HostileFrameTests(TwoGenerousGateways shared) : SocketTest(shared), IClassFixture<TwoGenerousGateways>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frame_over_the_limit_ends_the_connection_with_4005(bool contract)
    {
        await using var other = await Chats("name=bob");
        await using var ann = await Opened(contract);
        await Sends(() => ann.SendBytes(new byte[Limits.FrameBytes + 1].AsMemory()));
        await Ends(ann, 4005, "4005 frame_too_large: ");
        await Lives(other);
    }

    [Fact]
    public async Task A_frame_at_the_limit_is_read()
    {
        await using var ann = await Program();
        var text = new string(' ', Limits.FrameBytes - """{"type":"mine","ref":7}""".Length);
        await ann.SendText($$"""{"type":"mine",{{text}}"ref":7}""");
        await ann.Hears(frame => frame.Is("reply"), "the answer");
    }

    [Fact]
    public async Task A_frame_that_is_too_large_in_fragments_is_too_large()
    {
        await using var other = await Chats("name=bob");
        await using var ann = await Program();
        await Sends(async () =>
        {
            for (var i = 0; i < 80; i++) await ann.SendBytes(new byte[1024], end: false);
        });
        await Ends(ann, 4005);
        await Lives(other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_binary_frame_ends_the_connection_with_4004(bool contract)
    {
        await using var other = await Chats("name=bob");
        await using var ann = await Opened(contract);
        await ann.SendBytes("{}"u8.ToArray(), WebSocketMessageType.Binary);
        await Ends(ann, 4004, "4004 protocol_error: ");
        await Lives(other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_that_is_not_UTF_8_ends_the_connection_with_1007(bool contract)
    {
        await using var other = await Chats("name=bob");
        await using var ann = await Opened(contract);
        await ann.SendBytes(new byte[] { 0x22, 0xC3, 0x28, 0x22 });
        await Ends(ann, 1007);
        await Lives(other);
    }

    [Fact]
    public async Task Who_is_told_why_in_a_room_where_others_talk_hears_it()
    {
        var room = NewRoom();
        await using var bob = await Gateway.Guest("bob");
        await bob.Join(room);
        var over = false;
        var talks = bob.Talks(room, _ => !Volatile.Read(ref over));
        for (var i = 0; i < 10; i++)
        {
            await using var ann = await Program();
            await ann.Ask("join", new { room });
            await ann.SendBytes(new byte[] { 0x22, 0xC3, 0x28, 0x22 });
            await Ends(ann, 1007);
        }

        Volatile.Write(ref over, true);
        await Talk.IsWholeFor(room, await talks, bob);
    }

    [Fact]
    public async Task A_message_in_a_thousand_empty_fragments_ends_the_connection_with_4004()
    {
        await using var other = await Chats("name=bob");
        await using var ann = await Program();
        await Sends(async () =>
        {
            for (var i = 0; i < 1_001; i++) await ann.SendBytes(ReadOnlyMemory<byte>.Empty, end: false);
        });
        await Ends(ann, 4004);
        await Lives(other);
    }

    [Fact]
    public async Task Commands_nest_32_levels_deep_and_no_deeper()
    {
        static string Nested(int levels) => $$"""{"type":"mine","x":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";
        await using var ann = await Program();
        await ann.SendText(Nested(32));
        await ann.Hears(frame => frame.Is("reply"), "the answer");
        await ann.SendText(Nested(33));
        await Ends(ann, 4004);
    }

    [Theory]
    [InlineData("""{"type":"send","room":"lobby","id":"6f9b0a52-6a0e-4d6e-8a3c-0f5f8f3a2b11","text":"half \ud83d"}""", 4007)]
    [InlineData("""{"type":"\ud83d","room":"lobby"}""", 0)]
    [InlineData("""{"type":"history","ref":"\ud83d","room":"lobby"}""", 0)]
    [InlineData("""{"type":"history","\ud83dxxxxx":1,"room":"lobby"}""", 0)]
    public async Task Half_a_surrogate_pair_is_refused_wherever_it_stands(string frame, int code)
    {
        await using var other = await Chats("name=bob");
        await using var ann = await Program();
        await ann.SendText(frame);
        if (code == 0) await Ends(ann, 4004);
        else Assert.Equal(code, (await ann.Hears(f => f.Is("error") || f.Is("reply"), "the answer")).GetProperty("error").Number("code"));
        await using var page = await Chats();
        await page.SendText(frame);
        await Lives(other);
    }

    [Fact]
    public async Task A_client_that_does_nothing_but_be_refused_is_closed()
    {
        await using var other = await Chats("name=bob");
        await using var ann = await Program();
        await Sends(async () =>
        {
            for (var i = 0; i < 5_000 && !ann.Closed.IsCompleted; i++) await ann.SendText("""{"type":"zork"}""");
        });
        await Ends(ann, 4301, "4301 rate_limited: ");
        await Lives(other);
    }

    private static async Task Sends(Func<Task> sends)
    {
        try
        {
            await sends();
        }
        catch (WebSocketException)
        {
            // The server need not read to the end.
        }
    }

    private Task<SocketClient> Opened(bool contract) => contract ? Program() : Chats();

    private async Task Lives(SocketClient other)
    {
        Assert.False(other.Closed.IsCompleted);
        await using var page = await Chats();
        // Not what an earlier test said in the lobby.
        var words = $"still here {Guid.NewGuid():N}";
        await page.SendText(words);
        await other.Hears(words);
    }
}
