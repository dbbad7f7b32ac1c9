using System.Globalization;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>S3, the echo server with many clients, sentence by sentence.</summary>
public sealed class S3EchoServerTests : LineTest
{
    [Fact]
    public async Task The_welcome_line_tells_the_number_of_clients_online()
    {
        await using var ann = await Connect();
        await ann.Hears("Welcome to OrleansChat! 1 online.\n");
        await using var bob = await Connect();
        await bob.Hears("Welcome to OrleansChat! 2 online.\n");
    }

    [Fact]
    public async Task An_echo_comes_with_an_ISO_timestamp()
    {
        await using var ann = await Named("ann");
        await ann.Answers("/echo grüße, 👋", "Echo: grüße, 👋 (");
        var time = (await ann.Hears(")\n"))[..^2];
        var at = DateTimeOffset.ParseExact(time, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(at, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Announcements_of_the_server_reach_everyone()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        await Engine.Presence.Announce("maintenance\nat noon\u202E");
        await ann.Hears("*** maintenance\n    at noon\uFFFD\n");
        await bob.Hears("*** maintenance\n    at noon\uFFFD\n");
    }

    [Fact]
    public async Task Closing_the_server_ends_each_client_politely()
    {
        await using var ann = await Named("ann");
        await using var nameless = await Connect();
        await nameless.Hears("Enter your username: ");
        await Gateway.Stop();
        await ann.Hears("*** Server is shutting down\n");
        await nameless.Hears("*** Server is shutting down\n");
        await ann.Ended.Within("the end of the connection");
        await nameless.Ended.Within("the end of the nameless connection");
    }

    [Fact]
    public async Task A_socket_error_harms_nobody_else()
    {
        await using var ann = await Named("ann");
        await using var bob = await Named("bob");
        for (var i = 0; i < 20; i++)
        {
            var broken = await Connect();
            if (i % 2 == 0) await broken.Hears("Enter your username: ");
            await broken.Sends("half a li"u8.ToArray());
            broken.Breaks();
        }

        await ann.Says("still here");
        await bob.Hears("[ann]: still here\n");
    }
}
