namespace OrleansChat.Programs.Tests.Docs;

/// <summary>What is like a page's example, and above all what isn't.</summary>
public sealed class LikenessTests
{
    private const string One = "01a1f9e0-1111-7d4e-8b0a-5f3c2e9d7a61";
    private const string Other = "01a1f9e0-2222-7c1b-9d2e-8a4b6c0f1e37";
    private const string Token = "Vq3bT0rGc7mHnLw1xYd9KfZs2JpUa6RkEo4iXv8NtQ5Cg0MhBzWl3SyDjPu7eFAi";

    [Theory]
    [InlineData("hello", "hello!")]
    [InlineData("hello", "")]
    [InlineData("2 online", "3 online")]
    [InlineData("Hello 127.0.0.1:5", "Hello nobody")]
    [InlineData("""{"seq":1}""", """{"seq":2}""")]
    [InlineData("""{"seq":1}""", """{"seq":1,"more":true}""")]
    [InlineData("""{"seq":1,"more":true}""", """{"seq":1}""")]
    [InlineData("""{"seq":1}""", """{"seq":"1"}""")]
    [InlineData("""[{"seq":1}]""", """[{"seq":1},{"seq":2}]""")]
    [InlineData("""{"text":null}""", """{"text":"x"}""")]
    [InlineData("""{"id":"01a1f9e0-1111-7d4e-8b0a-5f3c2e9d7a61"}""", """{"id":"7"}""")]
    [InlineData("""{"at":"2026-11-20T10:00:00.000Z"}""", """{"at":"yesterday"}""")]
    public void What_says_something_else_is_not_alike(string page, string actual) => Assert.False(new Likeness().Holds(page, actual));

    [Theory]
    [InlineData("""{"a":1,"b":"👍"}""", """{"b":"\uD83D\uDC4D","a":1}""")]
    [InlineData("""{"sid":"here"}""", """{"sid":"there"}""")]
    [InlineData("at 2026-11-20T10:00:00.000Z from 127.0.0.1:5", "at 2027-01-02T03:04:05.678Z from 127.0.0.1:65000")]
    public void What_differs_each_time_by_its_form_is_alike(string page, string actual) => Assert.True(new Likeness().Holds(page, actual));

    [Fact]
    public void An_id_stands_for_one_of_today_to_the_end_and_is_sent_as_that()
    {
        var likeness = new Likeness();
        var today = Guid.NewGuid();
        Assert.True(likeness.Holds($$"""{"id":"{{One}}","token":"{{Token}}"}""", $$"""{"id":"{{today}}","token":"secret"}"""));
        Assert.Equal($"/hub?access_token=secret&as={today}", likeness.Today($"/hub?access_token={Token}&as={One}"));
        Assert.True(likeness.Holds($"@{One.Replace("-", "")}", $"@{today:N}"));
        Assert.False(likeness.Holds($"by {One}", $"by {Guid.NewGuid()}"));
        Assert.True(likeness.Holds($"by {Other}", $"by {Guid.NewGuid()}"));
        Assert.Equal("by nobody known", likeness.Today("by nobody known"));
    }
}
