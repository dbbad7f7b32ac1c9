using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansChat.Programs.Tests;

/// <summary>curl at REST.</summary>
public sealed partial class CurlTests : ProgramTest
{
    [ProgramFact("curl")]
    public async Task A_session_is_opened_and_a_message_sent_and_read_again()
    {
        var token = await Session("ann");
        await Curl("-X", "PUT", $"{Address}/api/v1/rooms/cooking/membership", "-H", $"Authorization: Bearer {token}");
        var sent = await Curl(
            "-i", $"{Address}/api/v1/rooms/cooking/messages?access_token={token}", "--json", $$"""{"id":"{{Guid.NewGuid()}}","text":"Pasta tonight?"}""");
        Assert.StartsWith("HTTP/1.1 201 Created", sent, StringComparison.Ordinal);
        var place = Location().Match(sent).Groups[1].Value;
        var page = Json(await Curl($"{Address}{place}", "-H", $"Authorization: Bearer {token}"));
        Assert.Equal("Pasta tonight?", page.GetProperty("events")[0].GetProperty("text").GetString());
    }

    [ProgramFact("curl")]
    public async Task Links_lead_from_page_to_page_to_the_beginning()
    {
        var token = await Session("ann");
        await Curl("-X", "PUT", $"{Address}/api/v1/rooms/cooking/membership", "-H", $"Authorization: Bearer {token}");
        for (var i = 0; i < 4; i++)
        {
            await Curl($"{Address}/api/v1/rooms/cooking/messages", "-H", $"Authorization: Bearer {token}", "--json", $$"""{"id":"{{Guid.NewGuid()}}","text":"{{i}}"}""");
        }

        var seqs = new List<long>();
        for (var next = "/api/v1/rooms/cooking/messages?limit=2"; next.Length > 0;)
        {
            var answer = await Curl("-i", $"{Address}{next}", "-H", $"Authorization: Bearer {token}");
            seqs.InsertRange(0, Json(answer[answer.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("events").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()));
            next = Previous().Match(answer).Groups[1].Value;
        }

        Assert.Equal([1, 2, 3, 4, 5], seqs);
    }

    [ProgramFact("curl")]
    public async Task A_refusal_is_a_problem_with_its_number()
    {
        var refused = await Curl("-i", $"{Address}/api/v1/session", "--json", """{"name":"@ann"}""");
        Assert.StartsWith("HTTP/1.1 400 Bad Request", refused, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", refused, StringComparison.Ordinal);
        var problem = Json(refused[refused.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.Equal((4105, "bad_name", "never"), (problem.GetProperty("code").GetInt32(), problem.GetProperty("error").GetString(), problem.GetProperty("retry").GetString()));
        Assert.StartsWith("HTTP/1.1 401 Unauthorized", await Curl("-i", $"{Address}/api/v1/me"), StringComparison.Ordinal);
    }

    private async Task<string> Session(string name) =>
        Json(await Curl($"{Address}/api/v1/session", "--json", $$"""{"name":"{{name}}"}""")).GetProperty("token").GetString()!;

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static async Task<string> Curl(params string[] arguments)
    {
        await using var curl = new RunningProgram("curl", ["-sS", .. arguments]);
        Assert.True(await curl.Ends() == 0, curl.Complaints);
        return curl.Shown;
    }

    [GeneratedRegex("^Location: ([^\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Location();

    [GeneratedRegex("<([^>]+)>; rel=\"prev\"")]
    private static partial Regex Previous();
}
