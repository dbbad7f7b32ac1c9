using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansChat.Gateway.Tests;

/// <summary>What a refusal on HTTP must look like.</summary>
internal static class Problem
{
    public static async Task IsProblem(this HttpResponseMessage response, ErrorCode code)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)code, problem.GetProperty("code").GetInt32());
        Assert.Equal(ErrorTable.Of(code).HttpStatus, (int)response.StatusCode);
        Assert.Equal(ErrorTable.Of(code).Name, problem.GetProperty("error").GetString());
    }
}
