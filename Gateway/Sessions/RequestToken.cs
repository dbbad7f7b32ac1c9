namespace OrleansChat.Gateway.Sessions;

/// <summary>Where a request brings its token: <c>Authorization: Bearer</c>, or <c>?access_token=</c> where a browser can't set
/// headers. The same for every door that begins with HTTP.</summary>
internal static class RequestToken
{
    private const string BearerPrefix = "Bearer ";

    /// <summary>The token, whatever it is worth; null where there is none.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? header[BearerPrefix.Length..].Trim()
            : request.Query["access_token"].ToString();
        return token.Length > 0 ? token : null;
    }
}
