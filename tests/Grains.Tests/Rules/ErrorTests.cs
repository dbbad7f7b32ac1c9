using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Rules;

public sealed class ErrorTests
{
    [Fact]
    public void Every_code_is_in_the_table_once_and_can_close_a_WebSocket()
    {
        Assert.Equal(Enum.GetValues<ErrorCode>().Order(), ErrorTable.All.Select(info => info.Code));
        Assert.All(ErrorTable.All, info => Assert.InRange((int)info.Code, 4000, 4999));
        Assert.Equal(ErrorTable.All.Count, ErrorTable.All.Select(info => info.Name).Distinct().Count());
    }

    [Fact]
    public void The_protocol_page_lists_exactly_these_errors()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "protocol.md"));
        var listed = page.Where(line => line.StartsWith("| 4", StringComparison.Ordinal)).ToList();
        var expected = ErrorTable.All.Select(info =>
            $"| {(int)info.Code} | {info.Name} | {info.Sentence} | {info.Retry.ToString().ToLowerInvariant()} | {info.HttpStatus} |");
        Assert.Equal(expected, listed);
    }

    [Fact]
    public void On_the_wire_an_error_says_code_name_wait_and_sentence() => Assert.Equal(
        "4301 rate_limited [retry after 151 ms]: Too much at once; wait a moment.",
        new ChatException(ErrorCode.RateLimited, TimeSpan.FromMilliseconds(150.2)).ToWire());
}
