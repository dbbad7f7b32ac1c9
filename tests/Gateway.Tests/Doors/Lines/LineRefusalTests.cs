using System.Net.Sockets;
using OrleansChat.Gateway.Doors.Lines;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Lines;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>What peers may not do, whether by mistake or not, and that it is their own business only.</summary>
public sealed class LineRefusalTests : LineTest
{
    [Fact]
    public async Task A_name_that_is_refused_is_asked_for_again()
    {
        await using var ann = await Named("ann");
        await using var other = await Connect();
        await other.Answers("ann", "! 4110 name_taken [try ");
        var suggestion = (await other.Hears("]"))[..^1];
        await other.Hears("\nEnter your username: ");
        await other.Answers("", "! 4105 bad_name: ");
        await other.Answers("/help", "! 4105 bad_name: ");
        await other.Answers(new string('x', 33), "! 4105 bad_name: ");
        await other.Answers(new string('A', 64), "! 4001 unauthorized: ");
        await other.Answers(suggestion, $"Welcome {suggestion}!\n");
    }

    [Fact]
    public async Task Who_never_says_a_name_is_closed()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Tcp:NameTimeout", "00:00:01"));
        await using var silent = await LineClient.Connect(gateway.LineAddress!);
        await silent.Hears("Enter your username: ");
        await silent.Sends("half a na"u8.ToArray());
        await silent.Hears("Timeout - closing connection\n");
        await silent.Ended.Within("the end of the connection");
    }

    [Fact]
    public async Task Who_only_ever_says_bad_names_is_closed()
    {
        await using var peer = await Connect();
        for (var i = 0; i < 20; i++) await peer.Answers("", "! 4105 bad_name: ");
        await peer.Hears("! 4301 rate_limited: ");
        await peer.Ended.Within("the end of the connection");
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_and_the_next_one_is_said()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await ann.Answers(new string('x', 100_000), "! 4102 text_too_long: ");
        await ann.Says("short");
        await bob.Hears("[ann]: short\n");
        Assert.DoesNotContain("xxx", bob.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G8_an_endless_line_ends_the_connection_at_last()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Sessions:CommandsPerSecond", "1"), ("Sessions:CommandBurst", "20"));
        await using var bob = await LineClient.Named(gateway.LineAddress!, "bob");
        await using var ann = await LineClient.Named(gateway.LineAddress!, "ann");
        var flood = Record.ExceptionAsync(async () =>
        {
            while (!ann.Ended.IsCompleted) await ann.Sends(new byte[64 * 1024].Select(_ => (byte)'x').ToArray());
        });
        await ann.Hears("! 4301 rate_limited: ");
        await bob.Hears("ann left the chat\n");
        await flood.Within("the flood to end");
    }

    [Fact]
    public async Task A_flood_of_telnet_commands_says_nothing()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await ann.Sends(Enumerable.Repeat<byte[]>([255, 253, 3, 255, 251, 31, 255, 250, 31, 0, 80, 0, 24, 255, 240], 20_000).SelectMany(c => c).ToArray());
        await ann.Says("hello");
        await bob.Hears("[ann]: hello\n");
    }

    [Fact]
    public async Task Control_characters_and_bytes_that_are_no_UTF8_never_reach_another_terminal()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await ann.Sends((byte[])[.. "a\e[2Jb\a\0c\u009Bd\u007F"u8, 0xC3, 0x28, .. "\n"u8]);
        await bob.Hears("[ann]: a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFD\uFFFD(\n");
        // Through other doors come texts that turn the direction of what stands around them.
        await using var web = await Gateway.Guest("web");
        await web.Join("lobby");
        await web.Say("lobby", "\u202Etxt.exe\n[ann]: I said so");
        await bob.Hears("[web]: \uFFFDtxt.exe\n    [ann]: I said so\n");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_page_makes_a_browser_send_is_heard_by_nobody(bool anonymous)
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Tcp:Anonymous", anonymous ? "true" : "false"));
        await using var ann = await gateway.Guest("ann");
        await ann.Join("lobby");
        await using var browser = await LineClient.Connect(gateway.LineAddress!);
        await browser.Sends("POST / HTTP/1.1\r\nHost: localhost:8081\r\nOrigin: http://elsewhere\r\n\r\nhello\r\n/msg ann psst\r\n"u8.ToArray());
        await browser.Ended.Within("the end of the connection");
        Assert.Contains("4004 protocol_error", browser.Heard, StringComparison.Ordinal);
        await ann.Hears("lobby", (await ann.Say("lobby", "the end")).Seq);
        Assert.DoesNotContain(ann.Heard("lobby"), e => e.Kind == "message" && e.Actor.Name != "ann");
        Assert.DoesNotContain(ann.Events, e => e.Room != "lobby");
    }

    [Fact]
    public async Task A_flood_is_refused_with_the_time_to_wait_and_at_last_cut()
    {
        await using var gateway = await GatewayHost.Start(
            Engine, ("Sessions:MessagesPerSecond", "1"), ("Sessions:MessageBurst", "5"), ("Sessions:CommandsPerSecond", "1"), ("Sessions:CommandBurst", "10"));
        await using var bob = await LineClient.Named(gateway.LineAddress!, "bob");
        await using var ann = await LineClient.Named(gateway.LineAddress!, "ann");
        await ann.Sends(Enumerable.Range(1, 50).SelectMany(i => System.Text.Encoding.UTF8.GetBytes($"line {i}\n")).ToArray());
        await bob.Hears("[ann]: line 5\n");
        await ann.Hears("! 4301 rate_limited [retry after ");
        await ann.Ended.Within("the end of the connection");
        await bob.Hears("ann left the chat\n");
    }

    [Fact]
    public async Task G8_a_terminal_that_does_not_read_is_cut_off_while_others_notice_nothing()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Sessions:MessagesPerSecond", "100000"), ("Sessions:MessageBurst", "100000"));
        await using var ann = await LineClient.Named(gateway.LineAddress!, "ann");
        await using var bob = await LineClient.Named(gateway.LineAddress!, "bob");
        await using var slow = await LineClient.Connect(gateway.LineAddress!, read: false);
        await slow.Says("slow");
        await ann.Hears("slow joined the chat\n");

        // Sixteen megabytes are more than any socket buffer and the outbox hold together; mostly much less will do.
        var (text, said) = (new string('x', 8000), 0);
        for (; said < 2000 && !IsCut(); said++)
        {
            await ann.Says(text);
            // One's own pace: a line is answered before the next one is read.
            if (said % 50 == 49) await ann.Answers($"/echo {said}", $"Echo: {said} (");
        }

        await bob.Hears("slow left the chat\n");
        await ann.Says("the last one");
        await bob.Hears("[ann]: the last one\n");
        Assert.True(IsCut());
        Assert.Equal(said, bob.Heard.Split($"[ann]: {text}\n").Length - 1);

        bool IsCut() => gateway.Log.Lines.Any(line => line.Text.Contains("4009 slow_consumer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_of_one_address_are_limited()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Addresses:ConnectionsPerSecond", "1"), ("Addresses:ConnectionBurst", "2"));
        await using var first = await LineClient.Named(gateway.LineAddress!, "ann");
        await using var second = await LineClient.Named(gateway.LineAddress!, "bob");
        await using var third = await LineClient.Connect(gateway.LineAddress!);
        await third.Hears("! 4301 rate_limited [retry after ");
        await third.Ended.Within("the end of the connection");
    }

    [Fact]
    public void Peers_that_are_gone_without_a_word_are_looked_for()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        KeepAlive.On(socket);
        Assert.NotEqual(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(60, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(10, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(3, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
    }
}
