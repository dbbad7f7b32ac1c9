using System.Reflection;
using System.Text.Json;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Doors;

/// <summary>docs/openapi.json is what the server says of itself, and what the build wrote: after a change of REST, copy
/// <c>openapi.json</c> from the folder <c>obj/Gateway</c> of the build (below <c>artifacts/</c>), and look at the difference.</summary>
public sealed class ApiDocumentTests : LocalGateway
{
    private static readonly string InTheRepository = Path.Combine(Repository.Root, "docs", "openapi.json");

    private static string Built => typeof(ApiDocumentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "OpenApiDocument").Value!;

    [Fact]
    public async Task The_document_in_the_repository_is_the_builds_and_the_servers()
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        var document = (await File.ReadAllTextAsync(InTheRepository)).TrimEnd();
        Assert.Equal(document, (await File.ReadAllTextAsync(Built)).TrimEnd());
        Assert.Equal(document, (await http.GetStringAsync("api/v1/openapi.json")).TrimEnd());
    }

    [Fact]
    public async Task It_is_OpenApi_3_1_and_every_operation_has_a_summary_and_says_whether_it_needs_a_token()
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        var document = JsonDocument.Parse(await http.GetStringAsync("api/v1/openapi.json")).RootElement;
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
                var open = (path.Name, operation.Name) is ("/api/v1/session", "post") or ("/api/v1/server", "get") or ("/api/v1/announcements", "post");
                Assert.Equal(!open, operation.Value.TryGetProperty("security", out _));
            }
        }
    }

    [Fact]
    public async Task The_page_to_try_it_is_there_and_runs_its_own_script_only()
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var page = await http.GetAsync("api/docs/index.html");
        Assert.True(page.IsSuccessStatusCode);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
    }
}
