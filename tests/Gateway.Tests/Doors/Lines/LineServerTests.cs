using System.Net;
using System.Net.Sockets;
using OrleansChat.Gateway.Doors.Lines;
using OrleansChat.Testing;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Lines;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>Where the line door listens, and what its page says.</summary>
public sealed class LineServerTests : LineTest
{
    [Fact]
    public async Task A_port_that_is_set_and_taken_keeps_the_gateway_from_starting()
    {
        var taken = Gateway.LineAddress!.Port;
        var error = await Assert.ThrowsAnyAsync<IOException>(() => GatewayHost.Start(Engine, ("Tcp:Port", $"{taken}")));
        Assert.Contains($"{taken}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_usual_port_taken_by_another_program_closes_the_door_with_a_warning()
    {
        using var other = new TcpListener(IPAddress.Loopback, TcpSettings.UsualPort);
        // Whoever has it, it is taken.
        Record.Exception(other.Start);
        await using var gateway = await GatewayHost.Start(Engine, ("Tcp:Port", ""));
        Assert.Null(gateway.LineAddress);
        Assert.Contains(gateway.Log.Lines, line => line.Text.Contains($"port {TcpSettings.UsualPort} is in use", StringComparison.Ordinal));
        await using var web = await gateway.Guest("web");
    }

    [Fact]
    public async Task The_door_can_be_closed()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Tcp:Port", "-1"));
        Assert.Null(gateway.LineAddress);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("*")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    public async Task It_listens_where_it_is_told_to(string address)
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Tcp:Address", address));
        await using var ann = await LineClient.Named(new IPEndPoint(IPAddress.Loopback, gateway.LineAddress!.Port), "ann");
        Assert.StartsWith("Hello 127.0.0.1:", ann.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void The_protocol_page_lists_exactly_these_commands()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "protocol", "tcp.md"));
        var expected = LineCommands.All.Select(command => $"| `{$"{command.Name} {command.Parameters}".Trim()}` | {command.Summary} |");
        Assert.Equal(expected, page.Where(line => line.StartsWith("| `/", StringComparison.Ordinal)));
    }
}
