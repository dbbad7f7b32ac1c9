using System.Net;
using System.Net.Http.Json;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Doors;

/// <summary>The REST door refuses with numbered problems, whoever refuses: we, or the framework.</summary>
public sealed class RestDoorTests : LocalGateway
{
    [Fact]
    public async Task A_listed_origins_page_is_welcome()
    {
        await using var gateway = await GatewayHost.Start(Engine, ("Origins:0", "https://chat.example"));
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Add("Origin", "https://chat.example");
        using var response = await http.PostAsJsonAsync("api/v1/session", new { name = "ann" });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("https://chat.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Another_origins_page_is_refused()
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        using var response = await http.PostAsJsonAsync("api/v1/session", new { name = "ann" });
        await response.IsProblem(ErrorCode.OriginNotAllowed);
        using var negotiate = await http.PostAsync("hub/negotiate?negotiateVersion=1", null);
        await negotiate.IsProblem(ErrorCode.OriginNotAllowed);
    }

    [Theory]
    [InlineData("""{"name":""}""", ErrorCode.BadName)]
    [InlineData("""{"name":null}""", ErrorCode.BadName)]
    [InlineData("""{}""", ErrorCode.BadName)]
    [InlineData("""{"name":"a\u0007"}""", ErrorCode.BadName)]
    [InlineData("""{"name":"ann\ud83d"}""", ErrorCode.BadArguments)]
    [InlineData("""{"name":5}""", ErrorCode.BadArguments)]
    [InlineData("""{"name":""", ErrorCode.BadArguments)]
    [InlineData("", ErrorCode.BadArguments)]
    public async Task A_bad_session_request_is_a_numbered_problem(string body, ErrorCode code)
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var content = new StringContent(body, null, "application/json");
        using var response = await http.PostAsync("api/v1/session", content);
        await response.IsProblem(code);
    }

    [Fact]
    public async Task An_oversized_body_and_an_unknown_address_are_numbered_problems()
    {
        using var http = new HttpClient { BaseAddress = Gateway.Address };
        using var huge = await http.PostAsJsonAsync("api/v1/session", new { name = new string('x', 70_000) });
        await huge.IsProblem(ErrorCode.FrameTooLarge);
        using var absent = await http.GetAsync("api/v1/nothing");
        await absent.IsProblem(ErrorCode.UnknownMethod);
        using var text = await http.PostAsync("api/v1/session", new StringContent("name=ann"));
        await text.IsProblem(ErrorCode.BadArguments);
        using var odd = new StringContent("{}");
        odd.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json; charset=zork");
        using var charset = await http.PostAsync("api/v1/session", odd);
        await charset.IsProblem(ErrorCode.BadArguments);
    }
}
